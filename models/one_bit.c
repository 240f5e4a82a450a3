/* SPDX-License-Identifier: MIT */
/*
 * One-bit algorithm: a flag each, and the lower index goes first.
 *
 * Source:   J. E. Burns, 1981, and L. Lamport, "The mutual exclusion problem, part II", JACM 33(2),
 *           1986.
 * Property: at most one task is inside.
 * Why:      each of two tasks has its flag up when it looks at the other's last, so one of them
 *           sees the other. Progress: among those that try, the one of the lowest index never gives
 *           way.
 * Card:     mutual exclusion; progress; bypass unbounded: the task of the highest index gives way
 *           to everybody, and starves under any fairness, although it never stops to try.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 2
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static atomic_int flag[TASKS];
static int owner;

/* The first task below me that wants to enter, or me. */
static int first_below(int me)
{
    int k = 0;
    while (k < me && !flag[k])
        k++;
    return k;
}

static void lock(int me)
{
    int k;
    heddle_trying();
    flag[me] = 1;
    while ((k = first_below(me)) < me) {
        flag[me] = 0;
        while (flag[k])
            ;
        flag[me] = 1;
    }
    for (k = me + 1; k < TASKS; k++)
        while (flag[k])
            ;
    heddle_critical();
}

static void unlock(int me)
{
    heddle_exit();
    flag[me] = 0;
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
    pthread_t task[TASKS];
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, (void *)(intptr_t)i);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    return 0;
}
