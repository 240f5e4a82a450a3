/* SPDX-License-Identifier: MIT */
/*
 * Each task sets a cell to 1 if it is 0, then to a number of its own.
 *
 * Traces: 32,880 for 5 tasks.
 */
#include <pthread.h>
#include <stdatomic.h>

#ifndef TASKS
#define TASKS 5
#endif

static atomic_int cell;

static void *run(void *argument)
{
    int empty = 0;
    atomic_compare_exchange_strong(&cell, &empty, 1);
    cell = (int)(long)argument + 3;
    return NULL;
}

int main(void)
{
    pthread_t task[TASKS];
    for (long i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, (void *)i);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    return 0;
}
