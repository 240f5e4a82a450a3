/* SPDX-License-Identifier: MIT */
/*
 * Two flags, broken: both step back, and nobody says who goes on.
 *
 * Source:   the fourth attempt in E. W. Dijkstra, "Cooperating sequential processes", 1965.
 * Property: if both want to enter, one gets in (progress). Mutual exclusion still holds.
 * Broken:   two tasks of the same speed step back and try again for ever.
 * Shown by: both raise their flags; both see the other's; both lower them and raise them again: a
 *           cycle in which both move, so no fairness ends it.
 * Card:     mutual exclusion; no progress; bypass unbounded (before it raises its flag again the
 *           other may come and go any number of times); starves.
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
    heddle_trying();
    flag[me] = 1;
    while (flag[1 - me]) {
        flag[me] = 0;
        flag[me] = 1;
    }
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
