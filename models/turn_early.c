/* SPDX-License-Identifier: MIT */
/*
 * Turn variable, broken: the turn is handed over before the critical section.
 *
 * Property: at most one task is inside (turn.c).
 * Broken:   the exit section stands before the critical section, so the permission is given away
 *           while it is still in use.
 * Shown by: T1 finds turn == 0, sets turn = 1 and goes in; T2 finds turn == 1 and goes in as well.
 * Card:     no mutual exclusion.
 */
#include "heddle.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static atomic_int turn;
static int owner;

static void lock(int me)
{
    heddle_trying();
    while (turn != me)
        ;
    turn = 1 - me;
    heddle_critical();
}

static void unlock(void)
{
    heddle_exit();
    heddle_remainder();
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        lock(me);
        owner = me;
        unlock();
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
