/* SPDX-License-Identifier: MIT */
/*
 * Peterson's algorithm with relaxed accesses: right under sequential consistency only.
 *
 * Source:   peterson.c, by somebody for whom atomic is enough.
 * Property: at most one task is inside. The owner is atomic and relaxed as well: these accesses
 *           order nothing, so a plain variable in here would be a data race under any model.
 * Broken:   under TSO, and on every processor of today: the two writes wait in the store buffer
 *           while the task already reads.
 * Shown by: both tasks buffer flag and turn; both read the other's flag from memory, still down;
 *           both go in.
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
