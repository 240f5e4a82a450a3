/* SPDX-License-Identifier: MIT */
/*
 * Peterson's algorithm with volatile variables: right under sequential consistency only.
 *
 * Source:   peterson.c, by somebody who has read that shared variables are volatile.
 * Property: at most one task is inside.
 * Broken:   volatile keeps the compiler from leaving accesses out. It orders nothing for the
 *           processor, and in C11 two unordered accesses are a data race, volatile or not.
 * Shown by: as in peterson_relaxed.c.
 * Card:     under SC that of peterson.c. Under TSO and PSO no mutual exclusion.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static volatile int flag[2], turn;
static int owner;

static void lock(int me)
{
    int other = 1 - me;
    heddle_doorway();
    flag[me] = 1;
    turn = other;
    heddle_waiting();
    while (flag[other] && turn == other)
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
