/* SPDX-License-Identifier: MIT */
/*
 * CLH queue lock, broken: a task comes again with the same node.
 *
 * Property: a task that waits gets in when the one before it has left (clh.c).
 * Broken:   whoever is behind may not have looked yet when the node is locked again.
 * Shown by: T2 waits at the node of T1; T1 leaves, comes again, locks its node and waits at the
 *           node of T2: each waits for the other. It takes two entries.
 * Card:     mutual exclusion; no progress.
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
#define ENTRIES 2 /* per task; 0: for ever */
#endif

struct node {
    atomic_bool locked;
};

static struct node nodes[TASKS + 1];
static _Atomic(struct node *) tail = &nodes[TASKS];
static int owner;

static void lock(struct node *mine)
{
    heddle_doorway();
    mine->locked = true;
    struct node *before = atomic_exchange(&tail, mine);
    heddle_waiting();
    while (before->locked)
        ;
    heddle_critical();
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
