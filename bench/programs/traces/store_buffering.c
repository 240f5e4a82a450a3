/* SPDX-License-Identifier: MIT */
/*
 * Each of two tasks writes its cell and reads that of the other.
 *
 * Traces: 3.  The fourth combination needs store buffers.
 */
#include <pthread.h>
#include <stdatomic.h>

#define TASKS 2

static atomic_int cell[TASKS];
static int seen[TASKS];

static void *run(void *argument)
{
    long me = (long)argument;
    cell[me] = 1;
    seen[me] = cell[1 - me];
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
