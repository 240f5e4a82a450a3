/* SPDX-License-Identifier: MIT */
/*
 * Anderson's array lock: every task waits at a slot of its own and opens the next one.
 *
 * Source:   T. E. Anderson, "The performance of spin lock alternatives for shared-memory
 *           multiprocessors", IEEE TPDS 1(1), 1990.
 * Property: at most one task is inside, first come first served.
 * Why:      fetch-and-add gives out the slots in order, and no more tasks wait than there are
 *           slots, so no two wait at the same one. One slot is open at most, and the task inside
 *           passes that on.
 * Needs:    SLOTS >= TASKS, and SLOTS a divisor of 256, because next wraps round.
 * Card:     mutual exclusion; progress; bypass 1, from the first step, which is the doorway. First
 *           come first served, never starves.
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
#ifndef SLOTS
#define SLOTS 4
#endif

_Static_assert(SLOTS >= TASKS && 256 % SLOTS == 0, "a slot for everybody, and no gap");

static atomic_uchar next;       /* the next slot; it wraps round */
static atomic_bool go[SLOTS]; /* at most one of them is */
static int owner;

static int lock(void)
{
    heddle_doorway();
    int mine = atomic_fetch_add(&next, 1) % SLOTS;
    heddle_waiting();
    while (!go[mine])
        ;
    heddle_critical();
    return mine;
}

static void unlock(int mine)
{
    heddle_exit();
    go[mine] = false;
    go[(mine + 1) % SLOTS] = true;
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
    go[0] = true;
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, (void *)(intptr_t)i);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    return 0;
}
