/* SPDX-License-Identifier: MIT */
/*
 * Test-and-set lock that yields: after a failed exchange the processor goes to somebody else.
 *
 * Source:   the advice to be polite while one waits.
 * Property: at most one task is inside (tsl.c).
 * Why:      as in tsl.c. sched_yield promises nothing to anybody, so it changes no verdict.
 * Card:     that of tsl.c: mutual exclusion; progress; bypass unbounded; starves under weak
 *           fairness.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 2
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static atomic_int taken;
static int owner;

static void lock(void)
{
    heddle_trying();
    while (atomic_exchange(&taken, 1))
        sched_yield();
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
