/* SPDX-License-Identifier: MIT */
/*
 * Lamport's bakery, broken: the numbers have a limit, and begin at 1 again.
 *
 * Source:   a number in a small register, as a computer has it.
 * Property: at most one task is inside (bakery.c).
 * Broken:   after the highest number the lowest follows, and it goes first.
 * Shown by: with HIGHEST 2: T1 draws 1; T2 draws 2, waits, and goes in when T1 has left; T1 comes
 *           again, sees 2, draws 1, lower than T2's, and goes in as well.
 * Card:     no mutual exclusion.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 2
#endif
#ifndef ENTRIES
#define ENTRIES 2 /* per task; 0: for ever */
#endif
#ifndef HIGHEST
#define HIGHEST 2
#endif

static atomic_int choosing[TASKS], number[TASKS]; /* number 0: does not want to enter */
static int owner;

static int highest_seen(int me)
{
    int highest = 0;
    for (int k = 0; k < TASKS; k++) {
        int seen = k == me ? 0 : number[k];
        highest = seen > highest ? seen : highest;
    }
    return highest;
}

static void lock(int me)
{
    heddle_doorway();
    choosing[me] = 1;
    int mine = highest_seen(me) % HIGHEST + 1;
    number[me] = mine;
    choosing[me] = 0;
    heddle_waiting();
    for (int k = 0; k < TASKS; k++) {
        if (k == me)
            continue;
        while (choosing[k])
            ;
        int seen;
        while ((seen = number[k]) != 0 && (seen < mine || (seen == mine && k < me)))
            ;
    }
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
        assert(owner == me);
        unlock(me);
    }
    return NULL;
}

int main(void)
{
    pthread_t task[TASKS];
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, (void *)(intptr_t)i);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    return 0;
}
