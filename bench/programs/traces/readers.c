/* SPDX-License-Identifier: MIT */
/*
 * READERS tasks read a cell once, one writes it.
 *
 * Traces: 2^READERS: each reader is before the write, or after it.
 */
#include <pthread.h>
#include <stdatomic.h>

#ifndef READERS
#define READERS 13
#endif
#define TASKS (READERS + 1)

static atomic_int cell;
static int seen[READERS];

static void *run(void *argument)
{
    long me = (long)argument;
    if (me == READERS)
        cell = 1;
    else
        seen[me] = cell;
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
