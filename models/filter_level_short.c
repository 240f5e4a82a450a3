/* SPDX-License-Identifier: MIT */
/*
 * Filter lock, broken: one level less than it needs.
 *
 * Property: at most one task is inside (filter.c).
 * Broken:   each level keeps one task back, so n - 2 levels let two of n in.
 * Shown by: with three tasks: T1 passes level 1 alone and goes in; T2 writes victim[1], T3 writes
 *           it after that, and T2 goes in as well.
 * Card:     no mutual exclusion.
 */
#ifndef REGIONS
#define HEDDLE_NO_REGIONS /* every step is one of the algorithm */
#endif
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 3
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static atomic_int level[TASKS], victim[TASKS], in_cs;

static int other_at(int i, int l)
{
    for (int k = 0; k < TASKS; k++)
        if (k != i && level[k] >= l)
            return 1;
    return 0;
}

static void lock(int i)
{
    heddle_doorway();
    for (int l = 1; l < TASKS - 1; l++) {
        level[i] = l;
        victim[l] = i;
        if (l == 1)
            heddle_waiting();
        while (victim[l] == i && other_at(i, l))
            ;
    }
    heddle_critical();
}

static void unlock(int i)
{
    heddle_exit();
    level[i] = 0;
    heddle_remainder();
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        lock(me);
        atomic_fetch_add(&in_cs, 1);
        assert(atomic_load(&in_cs) == 1);
        atomic_fetch_sub(&in_cs, 1);
        unlock(me);
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
