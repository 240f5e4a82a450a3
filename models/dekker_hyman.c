/* SPDX-License-Identifier: MIT */
/*
 * Hyman's algorithm, broken: a shorter Dekker that was printed.
 *
 * Source:   H. Hyman, "Comments on a problem in concurrent programming control", CACM 9(1), 1966.
 *           D. E. Knuth answered with the counterexample in CACM 9(5).
 * Property: at most one task is inside (dekker.c).
 * Broken:   the outer loop looks at turn, the inner one at the flag, and between the two the other
 *           may change both.
 * Shown by: turn is 0. T2 raises its flag and sees flag[0] down; T1 raises its flag, sees that it
 *           is its turn, and goes in; T2 writes turn = 1, sees its own turn and goes in as well.
 * Card:     no mutual exclusion.
 */
#include "heddle.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static atomic_int flag[2], turn;
static int owner;

static void lock(int me)
{
    int other = 1 - me;
    heddle_trying();
    flag[me] = 1;
    while (turn != me) {
        while (flag[other])
            ;
        turn = me;
    }
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
