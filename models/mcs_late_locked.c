/* SPDX-License-Identifier: MIT */
/*
 * MCS queue lock, broken: a task makes itself known before it marks its node as locked.
 *
 * Property: a task that waits gets in when the one before it leaves (mcs.c).
 * Broken:   the one before may unlock the node before it is locked.
 * Shown by: T1 is inside; T2 links its node; T1 leaves and stores locked = false; T2 stores true
 *           and waits for ever.
 * Card:     mutual exclusion; no progress.
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
        before->next = mine;
        mine->locked = true;
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
