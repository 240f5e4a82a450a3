/* SPDX-License-Identifier: MIT */
/*
 * Dekker's algorithm, broken: with plain variables.
 *
 * Source:   dekker.c as many textbooks print it: int flag[2], turn.
 * Property: no access races with another (C11 gives a program with a data race no meaning at all).
 * Broken:   neither the compiler nor the processor keeps the accesses in their place.
 * Shown by: every execution in which a task looks at the other's flag.
 * Card:     under SC, with every access in its place, that of dekker.c. Under TSO and PSO no mutual
 *           exclusion.
 */
#include "heddle.h"

#include <pthread.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static int flag[2], turn;
static int owner;

static void lock(int me)
{
    int other = 1 - me;
    heddle_doorway();
    flag[me] = 1;
    heddle_waiting();
    while (flag[other]) {
        if (turn != me) {
            flag[me] = 0;
            while (turn != me)
                ;
            flag[me] = 1;
        }
    }
    heddle_critical();
}

static void unlock(int me)
{
    heddle_exit();
    turn = 1 - me;
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
