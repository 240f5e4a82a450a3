/* SPDX-License-Identifier: MIT */
/*
 * Reference count, broken: reduced first, and then read once more.
 *
 * Property: it is freed once, and nobody touches it after that (refcount.c).
 * Broken:   between the two steps others may reduce it as well.
 * Shown by: T1 reduces the count to 1, T2 to 0; both read 0 and free. Or T2 frees it before T1 has
 *           read.
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
    atomic_fetch_sub(&thing->users, 1);
    if (thing->users == 0)
        free(thing);
}

static void *run(void *argument)
{
    struct thing *thing = argument;
    assert(thing->value == 42);
    release(thing);
    return NULL;
}

int main(void)
{
    pthread_t task[TASKS];
    struct thing *thing = malloc(sizeof *thing);
    atomic_init(&thing->users, TASKS + 1);
    thing->value = 42;
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, thing);
    release(thing);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    return 0;
}
