/* SPDX-License-Identifier: MIT */
/*
 * Two flags, broken: look first, raise the own flag afterwards.
 *
 * Source:   the second attempt in E. W. Dijkstra, "Cooperating sequential processes", 1965.
 * Property: at most one task is inside (dekker.c).
 * Broken:   between the look and the flag the other task can look as well.
 * Shown by: T1 sees flag[1] down; T2 sees flag[0] down; both raise their flags and go in.
 * Card:     no mutual exclusion.
 */
#include "heddle.h"

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
    while (flag[1 - me])
        ;
    flag[me] = 1;
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
