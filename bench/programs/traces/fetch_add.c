/* SPDX-License-Identifier: MIT */
/*
 * Each task adds one to a counter and keeps what it was.
 *
 * Traces: TASKS!, the orders of the additions.
 */
#include <pthread.h>
#include <stdatomic.h>

#ifndef TASKS
#define TASKS 8
#endif

static atomic_int counter;
static int seen[TASKS];

static void *run(void *argument)
{
    seen[(long)argument] = atomic_fetch_add(&counter, 1);
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
