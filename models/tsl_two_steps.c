/* SPDX-License-Identifier: MIT */
/*
 * Test-and-set lock, broken: test_and_set as an ordinary C function.
 *
 * Source:   lecture notes that show what the instruction does in C, and leave it at that.
 * Property: at most one task is inside (tsl.c).
 * Broken:   the function reads and writes in two steps, on a plain variable.
 * Shown by: T1 reads taken == 0; T2 reads taken == 0; both write 1 and go in. The accesses to taken
 *           themselves are a data race, which is what is seen first.
 * Card:     no mutual exclusion.
 */
#include "heddle.h"

#include <pthread.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static int taken;
static int owner;

static int test_and_set(int *cell)
{
    int old = *cell;
    *cell = 1;
    return old;
}

static void lock(void)
{
    heddle_trying();
    while (test_and_set(&taken))
        ;
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
        unlock();
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
