/* SPDX-License-Identifier: MIT */
/*
 * CLH queue lock: every task waits at the node of the one before it, and takes that over.
 *
 * Source:   T. S. Craig, "Building FIFO and priority-queuing spin locks from atomic swap", 1993; P.
 *           Magnusson, A. Landin, E. Hagersten, "Queue locks on cache coherent multiprocessors",
 *           IPPS 1994.
 * Property: at most one task is inside, in the order of the queue.
 * Why:      the exchange puts the tasks in one order, and a node is locked until its task has left.
 *           A task gives its node away and goes on with the one before it, which nobody looks at
 *           any more.
 * Card:     mutual exclusion; progress; bypass 1 after the doorway, which ends with the exchange;
 *           from the first step unbounded, because the node is locked before anybody can know of
 *           it. First come first served, never starves.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 2
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

struct node {
    atomic_bool locked;
};

static struct node nodes[TASKS + 1]; /* one each, and one that nobody holds */
static _Atomic(struct node *) tail = &nodes[TASKS];
static int owner;

static struct node *lock(struct node *mine)
{
    heddle_doorway();
    mine->locked = true;
    struct node *before = atomic_exchange(&tail, mine);
    heddle_waiting();
    while (before->locked)
        ;
    heddle_critical();
    return before;
}

static void unlock(struct node *mine)
{
    heddle_exit();
    mine->locked = false;
    heddle_remainder();
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    struct node *mine = &nodes[me];
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        struct node *before = lock(mine);
        owner = me;
        assert(owner == me);
        unlock(mine);
        mine = before; /* whoever is behind still looks at the old one */
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
