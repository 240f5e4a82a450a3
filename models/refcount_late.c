/* SPDX-License-Identifier: MIT */
/*
 * Reference count, broken: each task counts itself when it begins.
 *
 * Property: nobody touches the thing after it was freed (refcount.c).
 * Broken:   until then the task is a user that nobody has counted.
 * Shown by: main starts T1 and releases its own reference, the last one that is counted; T1 touches
 *           what is freed.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#ifndef TASKS
#define TASKS 1
#endif

struct thing {
    atomic_int users;
    int value;
};

static void release(struct thing *thing)
{
    if (atomic_fetch_sub(&thing->users, 1) == 1)
        free(thing);
}

static void *run(void *argument)
{
    struct thing *thing = argument;
    atomic_fetch_add(&thing->users, 1);
    assert(thing->value == 42);
    release(thing);
    return NULL;
}

int main(void)
{
    pthread_t task[TASKS];
    struct thing *thing = malloc(sizeof *thing);
    atomic_init(&thing->users, 1);
    thing->value = 42;
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, thing);
    release(thing);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    return 0;
}
