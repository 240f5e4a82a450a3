/* SPDX-License-Identifier: MIT */
/*
 * Each of two tasks makes steps of its own.
 *
 * Traces: 1.
 */
#include <pthread.h>
#include <stdatomic.h>

#define TASKS 2

static atomic_int cell[TASKS];

static void *run(void *argument)
{
    for (int i = 0; i < 5; i++)
        cell[(long)argument] = i;
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
