/* SPDX-License-Identifier: MIT */
/*
 * Peterson's algorithm, broken: with plain variables.
 *
 * Source:   peterson.c as many textbooks print it: int flag[2], turn.
 * Property: no access races with another (C11 gives a program with a data race no meaning at all).
 * Broken:   the compiler may read the other's flag once, before the loop, and the processor may
 *           read it before its own is up.
 * Shown by: every execution in which both tasks touch turn.
 * Card:     under SC, with every access in its place, that of peterson.c. Under TSO and PSO no
 *           mutual exclusion.
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
