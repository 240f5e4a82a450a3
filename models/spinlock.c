/* SPDX-License-Identifier: MIT */
/*
 * Spinlock: test, and test-and-set only when it looks free (TTAS).
 *
 * Source:   L. Rudolph and Z. Segall, "Dynamic decentralized cache schemes for MIMD parallel
 *           processors", ISCA 1984.
 * Property: at most one task is inside.
 * Why:      the read in the inner loop decides nothing. It only keeps the task from writing while
 *           the lock is taken; the exchange decides, as in tsl.c.
 * Card:     mutual exclusion; progress; bypass unbounded; starves under weak fairness, as tsl.c.
 *           The release store is enough under TSO and PSO: an exchange drains the buffer.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 2
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

struct spinlock {
    atomic_bool taken;
};

static struct spinlock lock;
static int owner;

static void spinlock_acquire(struct spinlock *l)
{
    heddle_trying();
    do {
        while (atomic_load_explicit(&l->taken, memory_order_relaxed))
            ;
    } while (atomic_exchange_explicit(&l->taken, true, memory_order_acquire));
    heddle_critical();
}

static void spinlock_release(struct spinlock *l)
{
    heddle_exit();
    atomic_store_explicit(&l->taken, false, memory_order_release);
    heddle_remainder();
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        spinlock_acquire(&lock);
        owner = me;
        assert(owner == me);
        spinlock_release(&lock);
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
