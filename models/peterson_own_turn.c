/* SPDX-License-Identifier: MIT */
/*
 * Peterson's algorithm, broken: each task claims the turn for itself instead of giving it away.
 *
 * Property: at most one task is inside (peterson.c).
 * Broken:   the last to write turn is the one that gets in, although the first may be inside
 *           already.
 * Shown by: T1 raises its flag, writes turn = 0, sees flag[1] down and goes in; T2 raises its flag,
 *           writes turn = 1, its own, and goes in as well.
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
    heddle_doorway();
    flag[me] = 1;
    turn = me;
    heddle_waiting();
    while (flag[other] && turn == other)
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
