/* SPDX-License-Identifier: MIT */
/*
 * Spinlock, broken: wait until it is free, then take it.
 *
 * Source:   the usual first version on a lecture slide.
 * Property: at most one task is inside (spinlock.c).
 * Broken:   the check and the store are two steps, although each of them is atomic.
 * Shown by: T1 sees the lock free; T2 sees the lock free; both store true and go in.
 */
#include "heddle.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

struct spinlock {
    atomic_bool taken;
};

static struct spinlock lock;
static int counter;

static void spinlock_acquire(struct spinlock *l)
{
    while (l->taken)
        ;
    l->taken = true;
}

static void spinlock_release(struct spinlock *l)
{
    l->taken = false;
}

static void *run(void *argument)
{
    heddle_trying();
    spinlock_acquire(&lock);
    heddle_critical();
    counter++;
    heddle_exit();
    spinlock_release(&lock);
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
