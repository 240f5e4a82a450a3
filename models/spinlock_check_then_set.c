/* SPDX-License-Identifier: MIT */
/*
 * Spinlock, broken: wait until it is free, then take it.
 *
 * Source:   the usual first version on a lecture slide.
 * Property: at most one task is inside (spinlock.c).
 * Broken:   the check and the store are two steps, although each of them is atomic.
 * Shown by: T1 sees the lock free; T2 sees the lock free; both store true and go in.
 * Card:     no mutual exclusion.
 */
#include "heddle.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

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
    while (l->taken)
        ;
    l->taken = true;
    heddle_critical();
}

static void spinlock_release(struct spinlock *l)
{
    heddle_exit();
    l->taken = false;
    heddle_remainder();
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        spinlock_acquire(&lock);
        owner = me;
        spinlock_release(&lock);
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
