/* SPDX-License-Identifier: MIT */
/*
 * Peterson's algorithm with one fence: right under SC and TSO, not under PSO.
 *
 * Source:   peterson.c; the repair of peterson_release.c that x86 needs.
 * Property: at most one task is inside.
 * Why:      TSO keeps the writes of a task in order, so whoever sees the turn given away sees the
 *           flag up; the fence empties the buffer before the task looks at the other.
 * Broken:   under PSO the writes may reach memory in the other order, which is
 *           peterson_late_flag.c. C11 allows it too: turn is written with release, but never read
 *           before the other's flag.
 * Card:     that of peterson.c, under SC and TSO. Under PSO no mutual exclusion.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

#define READ(cell) atomic_load_explicit(&(cell), memory_order_relaxed)
#define WRITE(cell, value) atomic_store_explicit(&(cell), value, memory_order_relaxed)

static atomic_int flag[2], turn;
static atomic_int owner;

static void lock(int me)
{
    int other = 1 - me;
    heddle_doorway();
    WRITE(flag[me], 1);
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
        WRITE(owner, me);
        assert(READ(owner) == me);
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
