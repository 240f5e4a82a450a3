/* SPDX-License-Identifier: MIT */
/*
 * Counter without a lock, broken: an atomic variable that is read, and written later.
 *
 * Property: no increment is lost (counter.c).
 * Broken:   each access is atomic, the two together are not.
 * Shown by: T1 reads 0; T2 reads 0 and writes 1; T1 writes 1. There is no data race.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#ifndef TASKS
#define TASKS 2
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

enum { VALUES = 16 };

static atomic_int counter;

static void increase(void)
{
    int seen = counter;
    counter = (seen + 1) % VALUES;
}

static void *run(void *argument)
{
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0)
        increase();
    return argument;
}

int main(void)
{
    pthread_t task[TASKS];
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, NULL);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    assert(counter == TASKS * ENTRIES % VALUES);
    return 0;
}
