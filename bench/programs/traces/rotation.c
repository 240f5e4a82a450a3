/* SPDX-License-Identifier: MIT */
/*
 * Task i of 1 .. TASKS sets a cell to i if it is i - 1.
 *
 * Traces: 38,486 for 10 tasks.
 */
#include <pthread.h>
#include <stdatomic.h>

#ifndef TASKS
#define TASKS 10
#endif

static atomic_int cell;

static void *run(void *argument)
{
    int me = (int)(long)argument, before = me;
    atomic_compare_exchange_strong(&cell, &before, me + 1);
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
