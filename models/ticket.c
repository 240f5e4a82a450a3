/* SPDX-License-Identifier: MIT */
/*
 * Ticket lock: draw a number, wait until it is served.
 *
 * Source:   J. Mellor-Crummey and M. Scott, "Algorithms for scalable synchronization on
 *           shared-memory multiprocessors", ACM TOCS 9(1), 1991.
 * Property: at most one task is inside, first come first served; the counter loses no increment.
 * Why:      fetch-and-add gives every task a number of its own, and serving only moves on when the
 *           task inside leaves.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#ifndef TASKS
#define TASKS 2
#endif
#ifndef ENTRIES
#define ENTRIES 2 /* per task */
#endif

static atomic_uint next_ticket, serving;
static int counter;

static void *run(void *argument)
{
    for (int i = 0; i < ENTRIES; i++) {
        unsigned mine = atomic_fetch_add(&next_ticket, 1);
        while (serving != mine)
            ;
        counter++;
        atomic_fetch_add(&serving, 1);
    }
    return argument;
}

int main(void)
{
    pthread_t task[TASKS];
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, NULL);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    assert(counter == TASKS * ENTRIES);
    return 0;
}
