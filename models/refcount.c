/* SPDX-License-Identifier: MIT */
/*
 * Reference count: the last user frees the thing.
 *
 * Source:   G. E. Collins, "A method for overlapping and erasure of lists", CACM 3(12), 1960.
 * Property: it is freed once, and nobody touches it after that.
 * Why:      every user is counted before it can see the thing. One of them alone takes the count
 *           from 1 to 0, and by then all others have said that they are done.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#ifndef TASKS
#define TASKS 2
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
