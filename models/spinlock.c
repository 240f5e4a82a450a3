/* SPDX-License-Identifier: MIT */
/*
 * Spinlock: test, and test-and-set only when it looks free.
 *
 * Source:   L. Rudolph and Z. Segall, "Dynamic decentralized cache schemes for MIMD parallel
 *           processors", ISCA 1984.
 * Property: at most one task is inside; the counter loses no increment.
 * Why:      the read in the inner loop decides nothing. It only keeps the task from writing while
 *           the lock is taken; the exchange decides, as in tsl.c.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#ifndef TASKS
#define TASKS 2
#endif
#ifndef ENTRIES
#define ENTRIES 2 /* per task */
#endif

struct spinlock {
    atomic_bool taken;
};

static struct spinlock lock;
static int counter;

static void spinlock_acquire(struct spinlock *l)
{
    do {
        while (atomic_load_explicit(&l->taken, memory_order_relaxed))
            ;
    } while (atomic_exchange_explicit(&l->taken, true, memory_order_acquire));
}

static void spinlock_release(struct spinlock *l)
{
    atomic_store_explicit(&l->taken, false, memory_order_release);
}

static void *run(void *argument)
{
    for (int i = 0; i < ENTRIES; i++) {
        spinlock_acquire(&lock);
        counter++;
        spinlock_release(&lock);
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
