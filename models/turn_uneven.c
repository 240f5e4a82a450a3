/* SPDX-License-Identifier: MIT */
/*
 * Turn variable, broken: one task wants to enter more often than the other.
 *
 * Property: a task that wants to enter gets in, whatever the other does outside (progress).
 * Broken:   strict alternation lets nobody enter twice in a row. Mutual exclusion still holds.
 * Shown by: every execution. T1 enters once and stays in its remainder section; T2 enters, hands
 *           the turn to T1, and waits for ever for a turn that nobody will give back.
 * Card:     mutual exclusion; no progress; bypass 1.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

static const int entries[2] = {1, 2};
static atomic_int turn;
static int owner;

static void lock(int me)
{
    heddle_trying();
    while (turn != me)
        ;
    heddle_critical();
}

static void unlock(int me)
{
    heddle_exit();
    turn = 1 - me;
    heddle_remainder();
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; i < entries[me]; i++) {
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
