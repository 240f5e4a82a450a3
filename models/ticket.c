/* SPDX-License-Identifier: MIT */
/*
 * Ticket lock: draw a number, wait until it is served.
 *
 * Source:   J. Mellor-Crummey and M. Scott, "Algorithms for scalable synchronization on shared-
 *           memory multiprocessors", ACM TOCS 9(1), 1991.
 * Property: at most one task is inside, first come first served.
 * Why:      fetch-and-add gives every task a number of its own, and serving only moves on when the
 *           task inside leaves.
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

static atomic_uchar next_ticket, serving; /* they wrap round: at most 256 tasks may wait */
static int owner;

static void lock(void)
{
    heddle_doorway();
    unsigned char mine = atomic_fetch_add(&next_ticket, 1);
    heddle_waiting();
    while (serving != mine)
        ;
    heddle_critical();
}

static void unlock(void)
{
    heddle_exit();
    atomic_fetch_add(&serving, 1);
    heddle_remainder();
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        lock();
        owner = me;
        assert(owner == me);
        unlock();
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
