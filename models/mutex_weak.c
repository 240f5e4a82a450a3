/* SPDX-License-Identifier: MIT */
/*
 * Mutex as a lock: an unlock lets in whoever comes, not who waits longest.
 *
 * Source:   POSIX, pthread_mutex_lock: the scheduling policy decides who gets it; by default that
 *           is anybody.
 * Property: at most one task is inside.
 * Why:      mutex.c.
 * Card:     mutual exclusion; progress; bypass unbounded: whoever unlocks may lock again at once.
 *           Starves under weak fairness, not under strong fairness.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 2
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int owner;

static void lock(void)
{
    heddle_trying();
    pthread_mutex_lock(&mutex);
    heddle_critical();
}

static void unlock(void)
{
    heddle_exit();
    pthread_mutex_unlock(&mutex);
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
