/* SPDX-License-Identifier: MIT */
/*
 * Tournament: a tree of Peterson's locks for two, from the leaf to the root.
 *
 * Source:   G. L. Peterson and M. J. Fischer, "Economical solutions for the critical section
 *           problem in a distributed system", STOC 1977; as in N. A. Lynch, "Distributed
 *           Algorithms", 10.5.
 * Property: at most one task is inside.
 * Why:      whoever holds a node is the only one that comes from there to the node above, so each
 *           node sees one task per side at most: peterson.c. The root is left first, so that the
 *           next one from the same side finds its flag down.
 * Card:     mutual exclusion; progress; bypass unbounded from the first step: before a task has got
 *           to the root, others may pass there any number of times. Never starves under weak
 *           fairness. It has no doorway for the whole tree: not first come first served.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 4
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
    for (int up = LEVELS - 1; up >= 0; up--) { /* the root first */
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
