/* SPDX-License-Identifier: MIT */
/*
 * Ticket lock, broken: the number is read and increased in two steps.
 *
 * Property: at most one task is inside (ticket.c).
 * Broken:   next_ticket + 1 is computed from a value that may be old, although both accesses are
 *           atomic.
 * Shown by: T1 reads ticket 0; T2 reads ticket 0; serving is 0, so both go in. If T2 has left
 *           before T1 looks, serving is 1 already, and T1 waits for a number that is past.
 * Card:     no mutual exclusion.
 */
#include "heddle.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

enum { NUMBERS = 4 };

static atomic_int next_ticket, serving;
static int owner;

static int lock(void)
{
    heddle_doorway();
    int mine = next_ticket;
    next_ticket = (mine + 1) % NUMBERS;
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
        unlock(mine);
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
