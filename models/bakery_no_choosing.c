/* SPDX-License-Identifier: MIT */
/*
 * Lamport's bakery, broken: nobody says that it is still choosing.
 *
 * Property: at most one task is inside (bakery.c).
 * Broken:   a task that has read the numbers, and not written its own yet, looks as if it did not
 *           want to enter.
 * Shown by: T1 sees number[1] == 0 and is about to write 1; T2 sees number[0] == 0, writes 1, still
 *           sees number[0] == 0 and goes in; T1 writes 1, equal to T2's, and T1 has the lower
 *           index.
 * Card:     no mutual exclusion.
 */
#include "heddle.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static atomic_int number[2];
static int owner;

static void lock(int me)
{
    heddle_trying();
    int other = 1 - me, seen;
    int mine = number[other] + 1;
    number[me] = mine;
    while ((seen = number[other]) != 0 && (seen < mine || (seen == mine && other < me)))
        ;
    heddle_critical();
}

static void unlock(int me)
{
    heddle_exit();
    number[me] = 0;
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
