/* SPDX-License-Identifier: MIT */
/*
 * Test-and-set lock (TSL): spin on an atomic exchange.
 *
 * Source:   the TSL instruction, as in A. S. Tanenbaum, "Modern Operating Systems", section 2.3.
 * Property: at most one task is inside.
 * Why:      the exchange reads the old value and writes 1 in one step. Only the task that reads 0
 *           goes in, and nobody else reads 0 before that task has stored it again.
 * Card:     mutual exclusion; progress; bypass unbounded: nobody's turn is kept, so a task may find
 *           the lock taken whenever it looks. Starves under weak fairness. Strong fairness (who can
 *           get in again and again, gets in) saves it.
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

static atomic_int taken;
static int owner; /* a plain variable: two tasks inside are a data race */

static void lock(void)
{
    heddle_trying();
    while (atomic_exchange(&taken, 1))
        ;
    heddle_critical();
}

static void unlock(void)
{
    heddle_exit();
    taken = 0;
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
