/* SPDX-License-Identifier: MIT */
/*
 * Strong semaphore as a lock: every task waits at a semaphore of its own, in order.
 *
 * Source:   the slots of anderson.c, with semaphores to sleep on.
 * Property: at most one task is inside, first come first served.
 * Why:      fetch-and-add gives out the doors in order, and no two tasks wait at the same one. At
 *           most one door is open, and the task inside passes that on.
 * Needs:    DOORS >= TASKS, and DOORS a divisor of 256, because next wraps round.
 * Card:     mutual exclusion; progress; bypass 1, from the first step, which is the doorway. First
 *           come first served, never starves, although each semaphore is a weak one.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 2
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

enum { DOORS = 4 };

_Static_assert(DOORS >= TASKS && 256 % DOORS == 0, "a door for everybody, and no gap");

static sem_t door[DOORS];
static atomic_uchar next; /* door; it wraps round */
static int owner;

static int lock(void)
{
    heddle_doorway();
    int mine = atomic_fetch_add(&next, 1) % DOORS;
    heddle_waiting();
    sem_wait(&door[mine]);
    heddle_critical();
    return mine;
}

static void unlock(int mine)
{
    heddle_exit();
    sem_post(&door[(mine + 1) % DOORS]);
    heddle_remainder();
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        int mine = lock();
        owner = me;
        assert(owner == me);
        unlock(mine);
    }
    return NULL;
}

int main(void)
{
    pthread_t task[TASKS];
    for (int i = 0; i < DOORS; i++)
        sem_init(&door[i], 0, i == 0);
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, (void *)(intptr_t)i);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    return 0;
}
