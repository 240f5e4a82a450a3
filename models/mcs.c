/* SPDX-License-Identifier: MIT */
/*
 * MCS queue lock: every task waits at its own node for the one before it.
 *
 * Source:   J. Mellor-Crummey and M. Scott, "Algorithms for scalable synchronization on shared-
 *           memory multiprocessors", ACM TOCS 9(1), 1991.
 * Property: at most one task is inside, in the order of the queue.
 * Why:      the exchange puts the tasks in one order. A task that had one before it goes in when
 *           that one unlocks its node. If nobody seems to be behind, the compare-and-exchange tells
 *           whether somebody has joined and not yet said so.
 * Card:     mutual exclusion; progress; bypass 1 after the doorway, which ends with the exchange;
 *           from the first step unbounded, because the node is prepared before anybody can know of
 *           it. First come first served, never starves.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 2
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

struct node {
    _Atomic(struct node *) next; /* who waits behind */
    atomic_bool locked;
};

static struct node nodes[TASKS];
static _Atomic(struct node *) tail; /* the last in the queue; NULL: the lock is free */
static int owner;

static void lock(struct node *mine)
{
    heddle_doorway();
    mine->next = NULL;
    struct node *before = atomic_exchange(&tail, mine);
    heddle_waiting();
    if (before) {
        mine->locked = true;
        before->next = mine;
        while (mine->locked)
            ;
    }
    heddle_critical();
}

static void unlock(struct node *mine)
{
    heddle_exit();
    struct node *last = mine;
    if (mine->next || !atomic_compare_exchange_strong(&tail, &last, NULL)) {
        while (!mine->next)
            ;
        mine->next->locked = false;
    }
    heddle_remainder();
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        lock(&nodes[me]);
        owner = me;
        assert(owner == me);
        unlock(&nodes[me]);
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
