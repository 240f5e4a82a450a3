/* SPDX-License-Identifier: MIT */
/*
 * Weak semaphore as a lock: a post lets in whoever comes, not who waits longest.
 *
 * Source:   E. W. Dijkstra, "Cooperating sequential processes", 1965. POSIX promises no order to
 *           those who wait for a semaphore.
 * Property: at most one task is inside.
 * Why:      semaphore.c.
 * Card:     mutual exclusion; progress; bypass unbounded: whoever posts may wait again at once and
 *           be the one that gets in. Starves under weak fairness, not under strong fairness.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 2
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static sem_t door;
static int owner;

static void lock(void)
{
    heddle_trying();
    sem_wait(&door);
    heddle_critical();
}

static void unlock(void)
{
    heddle_exit();
    sem_post(&door);
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
    sem_init(&door, 0, 1);
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, (void *)(intptr_t)i);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    sem_destroy(&door);
    return 0;
}
