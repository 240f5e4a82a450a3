/* SPDX-License-Identifier: MIT */
/*
 * Tournament, broken: a task leaves its leaf before the root.
 *
 * Property: at most one task is inside (tournament.c).
 * Broken:   when the leaf is free, the neighbour comes up on the same side and raises the flag that
 *           the first task then lowers.
 * Shown by: T1 leaves its leaf; T2 comes up from there and raises its flag at the root; T1 lowers
 *           it; T3 comes from the other side and sees it down: T2 and T3 are both inside.
 * Card:     no mutual exclusion.
 */
#include "heddle.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 3
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

enum { LEVELS = 2, LEAVES = 1 << LEVELS };

static atomic_int flag[LEAVES][2], turn[LEAVES]; /* of node 1, the root, to node LEAVES - 1 */
static int owner;

static void lock(int me)
{
    heddle_trying();
    for (int place = LEAVES + me; place > 1; place /= 2) {
        int node = place / 2, side = place % 2;
        flag[node][side] = 1;
        turn[node] = 1 - side;
        while (flag[node][1 - side] && turn[node] == 1 - side)
            ;
    }
    heddle_critical();
}

static void unlock(int me)
{
    heddle_exit();
    for (int up = 0; up < LEVELS; up++) {
        int place = (LEAVES + me) >> up;
        flag[place / 2][place % 2] = 0;
    }
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
    pthread_t task[TASKS];
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, (void *)(intptr_t)i);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    return 0;
}
