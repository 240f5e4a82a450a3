/* SPDX-License-Identifier: MIT */
/*
 * Lamport's bakery: draw a number higher than all in sight, let the lower ones go first.
 *
 * Source:   L. Lamport, "A new solution of Dijkstra's concurrent programming problem", CACM 17(8),
 *           1974.
 * Property: at most one task is inside, first come first served after the doorway.
 * Why:      a task waits for everybody who is still choosing, so it compares with finished numbers
 *           only. Whoever starts to choose later sees its number and draws a higher one. Equal
 *           numbers are ordered by the index of the task.
 * Needs:    numbers without a limit: while tasks overlap without a pause they grow for ever, so
 *           with ENTRIES=0 there are infinitely many states (bakery_black_white.c has few).
 * Card:     mutual exclusion; progress; bypass 1 after the doorway; from the first step 2, because
 *           the other may have drawn its number before it sees this one's. First come first served,
 *           never starves.
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

static atomic_int choosing[TASKS], number[TASKS]; /* number 0: does not want to enter */
static int owner;

static int highest_seen(int me)
{
    int highest = 0;
    for (int k = 0; k < TASKS; k++) {
        int seen = k == me ? 0 : number[k];
        highest = seen > highest ? seen : highest;
    }
    return highest;
}

static void lock(int me)
{
    heddle_doorway();
    choosing[me] = 1;
    int mine = highest_seen(me) + 1;
    number[me] = mine;
    choosing[me] = 0;
    heddle_waiting();
    for (int k = 0; k < TASKS; k++) {
        if (k == me)
            continue;
        while (choosing[k])
            ;
        int seen;
        while ((seen = number[k]) != 0 && (seen < mine || (seen == mine && k < me)))
            ;
    }
    heddle_critical();
}

static void unlock(int me)
{
    heddle_exit();
    number[me] = 0;
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
