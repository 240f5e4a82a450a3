/* SPDX-License-Identifier: MIT */
/*
 * Peterson's algorithm with acquire and release: right under sequential consistency only.
 *
 * Source:   peterson.c, by somebody who has read that locks acquire and release.
 * Property: at most one task is inside. What one task did inside is visible to the next one, so a
 *           plain variable is no data race as long as mutual exclusion holds.
 * Broken:   under TSO: acquire and release do not order a write before a later read of another
 *           variable, and that is the one order that the algorithm lives on.
 * Shown by: as in peterson_relaxed.c.
 * Card:     under SC that of peterson.c. Under TSO and PSO no mutual exclusion.
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
    WRITE(turn, other);
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
