/* SPDX-License-Identifier: MIT */
/*
 * Turn variable: two tasks take turns, strictly one after the other.
 *
 * Source:   the first attempt in E. W. Dijkstra, "Cooperating sequential processes", 1965.
 * Property: at most one task is inside.
 * Why:      a task enters only while turn names it, and only the task inside changes turn, after
 *           its critical section. So the value of turn is a permission that is passed on, never
 *           copied.
 * Not:      it guarantees no progress: a task that stays away blocks the other (turn_uneven.c).
 *           Here both enter equally often, so both come to an end.
 * Card:     mutual exclusion; no progress: the other may stay in its remainder section; bypass 1.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static atomic_int turn; /* whose turn it is: 0 or 1 */
static int owner;       /* a plain variable: two tasks inside are a data race */

static void lock(int me)
{
    heddle_trying();
    while (turn != me)
        ;
    heddle_critical();
}

static void unlock(int me)
{
    heddle_exit();
    turn = 1 - me;
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
