/* SPDX-License-Identifier: MIT */
/*
 * Peterson's algorithm, broken: the flag is raised after the turn is given away.
 *
 * Property: at most one task is inside (peterson.c).
 * Broken:   the proof needs a task that writes turn to have its flag up already.
 * Shown by: T1 writes turn = 1; T2 writes turn = 0, raises its flag, sees flag[0] down and goes in;
 *           T1 raises its flag, sees flag[1] up but turn == 0, its own, and goes in as well.
 * Card:     no mutual exclusion.
 */
#include "heddle.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static atomic_int flag[2], turn;
static int owner;

static void lock(int me)
{
    int other = 1 - me;
    heddle_doorway();
    turn = other;
    flag[me] = 1;
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
