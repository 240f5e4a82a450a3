/* SPDX-License-Identifier: MIT */
/*
 * Binary semaphore, broken: it starts at 2.
 *
 * Property: at most one task is inside (semaphore.c).
 * Broken:   value + tasks inside == 2 at any time, so two can be inside.
 * Shown by: T1 waits and goes in (value 1); T2 waits and goes in (value 0).
 */
#include "heddle.h"

#include <pthread.h>
#include <semaphore.h>

static sem_t door;
static int counter;

static void *run(void *argument)
{
    heddle_trying();
    sem_wait(&door);
    heddle_critical();
    counter++;
    heddle_exit();
    sem_post(&door);
    heddle_remainder();
    return argument;
}

int main(void)
{
    pthread_t task[2];
    sem_init(&door, 0, 2);
    for (int i = 0; i < 2; i++)
        pthread_create(&task[i], NULL, run, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(task[i], NULL);
    sem_destroy(&door);
    return 0;
}
