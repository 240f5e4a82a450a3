/* SPDX-License-Identifier: MIT */
/*
 * Turn variable, broken: the turn is handed over before the critical section.
 *
 * Property: at most one task is inside (turn.c).
 * Broken:   the exit section stands before the critical section, so the permission is given away
 *           while it is still in use.
 * Shown by: T1 finds turn == 0, sets turn = 1 and goes in; T2 finds turn == 1 and goes in as well.
 */
#include "heddle.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 1
#endif

static atomic_int turn;
static int counter;

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; i < ENTRIES; i++) {
        heddle_trying();
        while (turn != me)
            ;
        turn = 1 - me;
        heddle_critical();
        counter++;
        heddle_exit();
        heddle_remainder();
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
