/* SPDX-License-Identifier: MIT */
/*
 * Ticket lock: draw a number, wait until it is served.
 *
 * Source:   J. Mellor-Crummey and M. Scott, "Algorithms for scalable synchronization on shared-
 *           memory multiprocessors", ACM TOCS 9(1), 1991.
 * Property: at most one task is inside, first come first served.
 * Why:      fetch-and-add gives every task a number of its own, and serving only moves on when the
 *           task inside leaves.
 * Needs:    NUMBERS a divisor of 256, because next_ticket wraps round, and not less than TASKS.
 * Card:     mutual exclusion; progress; bypass 1, from the first step, which is the doorway: who
 *           holds a lower number goes once, and draws a higher one then. First come first served,
 *           never starves.
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
#define ENTRIES 1 /* per task; 0: for ever */
#endif

enum { NUMBERS = 4 }; /* then they begin again: at most so many tasks may be here */

_Static_assert(NUMBERS >= TASKS && 256 % NUMBERS == 0, "a number for everybody, and no gap");

static atomic_uchar next_ticket; /* it wraps round */
static atomic_int serving;
static int owner;

static int lock(void)
{
    heddle_doorway();
    int mine = atomic_fetch_add(&next_ticket, 1) % NUMBERS;
    heddle_waiting();
    while (serving != mine)
        ;
    heddle_critical();
    return mine;
}

static void unlock(int mine)
{
    heddle_exit();
    serving = (mine + 1) % NUMBERS;
    heddle_remainder();
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        int mine = lock();
        owner = me;
        assert(owner == me);
        unlock(mine);
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
