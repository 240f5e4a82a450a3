/* SPDX-License-Identifier: MIT */
/*
 * MCS queue lock, broken: a task that sees nobody behind it empties the queue.
 *
 * Property: a task that waits gets in when the one before it leaves (mcs.c).
 * Broken:   between the look and the store somebody may join.
 * Shown by: T1 sees no next; T2 exchanges tail and finds T1 before it; T1 stores NULL and is gone.
 *           T2 waits for a task that will not unlock it.
 * Card:     mutual exclusion, for there is one permission at any time, in the hands of a task or in
 *           an empty tail; no progress; bypass unbounded, because others go on through the tail.
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
    if (mine->next)
        mine->next->locked = false;
    else
        tail = NULL;
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
