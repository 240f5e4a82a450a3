/* SPDX-License-Identifier: MIT */
/*
 * Dekker's algorithm with acquire and release: right under sequential consistency only.
 *
 * Source:   dekker.c, by somebody who has read that locks acquire and release.
 * Property: at most one task is inside; a plain variable is no data race as long as that holds.
 * Broken:   under TSO: acquire and release do not order the write of the own flag before the read
 *           of the other's.
 * Shown by: as in dekker_relaxed.c.
 * Card:     under SC that of dekker.c. Under TSO and PSO no mutual exclusion.
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
    heddle_waiting();
    while (READ(flag[other])) {
        if (READ(turn) != me) {
            WRITE(flag[me], 0);
            while (READ(turn) != me)
                ;
            WRITE(flag[me], 1);
        }
    }
    heddle_critical();
}

static void unlock(int me)
{
    heddle_exit();
    WRITE(turn, 1 - me);
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
