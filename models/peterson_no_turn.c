/* SPDX-License-Identifier: MIT */
/*
 * Peterson's algorithm, broken: flags alone, without a turn.
 *
 * Source:   the third attempt in E. W. Dijkstra, "Cooperating sequential processes", 1965.
 * Property: if both want to enter, one gets in (progress). Mutual exclusion still holds.
 * Broken:   nothing breaks the tie.
 * Shown by: T1 raises its flag, T2 raises its flag; now each waits for the other's flag to go down,
 *           and neither flag will.
 * Card:     mutual exclusion; no progress. Bypass 1: the flag that is up keeps the other out, once
 *           it has left.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static atomic_int flag[2];
static int owner;

static void lock(int me)
{
    int other = 1 - me;
    heddle_doorway();
    flag[me] = 1;
    heddle_waiting();
    while (flag[other])
        ;
    heddle_critical();
}

static void unlock(int me)
{
    heddle_exit();
    flag[me] = 0;
    heddle_remainder();
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        lock(me);
        owner = me;
        assert(owner == me);
        unlock(me);
    }
    return NULL;
}

int main(void)
{
    pthread_t task[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&task[i], NULL, run, (void *)(intptr_t)i);
    for (int i = 0; i < 2; i++)
        pthread_join(task[i], NULL);
    return 0;
}
