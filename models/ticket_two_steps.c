/* SPDX-License-Identifier: MIT */
/*
 * Ticket lock, broken: the number is read and increased in two steps.
 *
 * Property: at most one task is inside (ticket.c).
 * Broken:   next_ticket + 1 is computed from a value that may be old, although both accesses are
 *           atomic.
 * Shown by: T1 reads ticket 0; T2 reads ticket 0; serving is 0, so both go in. If T2 has left
 *           before T1 looks, serving is 1 already, and T1 waits for ever for a number that is past.
 */
#include "heddle.h"

#include <pthread.h>
#include <stdatomic.h>

static atomic_uint next_ticket, serving;
static int counter;

static void *run(void *argument)
{
    heddle_trying();
    unsigned mine = next_ticket;
    next_ticket = mine + 1;
    while (serving != mine)
        ;
    heddle_critical();
    counter++;
    heddle_exit();
    atomic_fetch_add(&serving, 1);
    heddle_remainder();
    return argument;
}

int main(void)
{
    pthread_t task[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&task[i], NULL, run, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(task[i], NULL);
    return 0;
}
