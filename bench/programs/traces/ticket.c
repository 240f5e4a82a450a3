/* SPDX-License-Identifier: MIT */
/*
 * A ticket lock, taken once by each task.
 *
 * Traces: TASKS!, the orders of the tickets: waiting has none.
 */
#include <pthread.h>
#include <stdatomic.h>

#ifndef TASKS
#define TASKS 6
#endif

static atomic_int next, serving;
static int counter;

static void *run(void *argument)
{
    int mine = atomic_fetch_add(&next, 1);
    while (serving != mine)
        ;
    counter++;
    serving = mine + 1;
    return argument;
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
