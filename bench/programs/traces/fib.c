/* SPDX-License-Identifier: MIT */
/*
 * Two tasks add two cells up, ROUNDS times each: one into the first cell, one into the second.  A third
 * looks at both.
 *
 * Traces: 19,605 for 4 rounds, 218,243 for 5.
 */
#include <pthread.h>
#include <stdatomic.h>

#ifndef ROUNDS
#define ROUNDS 5
#endif
#define TASKS 3

static atomic_int cell[2] = {1, 1};
static int large;

static void *run(void *argument)
{
    long me = (long)argument;
    if (me == 2) {
        if (cell[0] > 144 || cell[1] > 144)
            large = 1;
        return NULL;
    }
    for (int i = 0; i < ROUNDS; i++) {
        int first = cell[0], second = cell[1];
        cell[me] = first + second;
    }
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
