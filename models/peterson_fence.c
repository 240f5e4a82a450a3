/* SPDX-License-Identifier: MIT */
/*
 * Peterson's algorithm with fences: weak accesses, and a fence after each write of the doorway.
 *
 * Source:   peterson.c; the usual repair of peterson_release.c.
 * Property: at most one task is inside.
 * Why:      the second fence empties the store buffer before the task looks at the other. The first
 *           one keeps flag before turn: whoever sees the turn given away sees the flag up.
 * Needs:    both under PSO. Under TSO the second alone is enough (peterson_one_fence.c).
 * Card:     that of peterson.c, under SC, TSO and PSO.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

#define READ(cell) atomic_load_explicit(&(cell), memory_order_acquire)
#define WRITE(cell, value) atomic_store_explicit(&(cell), value, memory_order_release)

static atomic_int flag[2], turn;
static int owner;

static void lock(int me)
{
    int other = 1 - me;
    heddle_doorway();
    WRITE(flag[me], 1);
    atomic_thread_fence(memory_order_seq_cst);
    WRITE(turn, other);
    atomic_thread_fence(memory_order_seq_cst);
    heddle_waiting();
    while (READ(flag[other]) && READ(turn) == other)
        ;
    heddle_critical();
}

static void unlock(int me)
{
    heddle_exit();
    WRITE(flag[me], 0);
    heddle_remainder();
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        lock(me);
        owner = me;
        assert(owner == me);
        unlock(me);
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
