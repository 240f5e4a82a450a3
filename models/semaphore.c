/* SPDX-License-Identifier: MIT */
/*
 * Binary semaphore: starts at 1, so one task at a time is inside.
 *
 * Source:   E. W. Dijkstra, "Cooperating sequential processes", 1965 (P and V).
 * Property: at most one task is inside; the counter loses no increment.
 * Why:      value + tasks inside == 1 at any time, and neither is ever negative.
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

#ifndef TASKS
#define TASKS 3
#endif
#ifndef ENTRIES
#define ENTRIES 2 /* per task */
#endif

static sem_t door;
static int counter;

static void *run(void *argument)
{
    for (int i = 0; i < ENTRIES; i++) {
        sem_wait(&door);
        counter++;
        sem_post(&door);
    }
    return argument;
}

int main(void)
{
    pthread_t task[TASKS];
    sem_init(&door, 0, 1);
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, NULL);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    sem_destroy(&door);
    assert(counter == TASKS * ENTRIES);
    return 0;
}
