/* SPDX-License-Identifier: MIT */
/*
 * Barrier of POSIX, broken: one barrier per round where two are needed.
 *
 * Property: nobody overwrites a value that another task still reads (barrier_posix.c).
 * Broken:   nothing separates the reads of a round from the writes of the next one.
 * Shown by: both leave the barrier of round 1; T1 writes cell[0] = 2 while T2 still reads it: a
 *           data race, and T2 may find 2 in round 1.
 */
#include <assert.h>
#include <pthread.h>
#include <stdint.h>

enum { TASKS = 2, ROUNDS = 2 };

static pthread_barrier_t barrier;
static int cell[TASKS];

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int round = 1; round <= ROUNDS; round++) {
        cell[me] = round;
        pthread_barrier_wait(&barrier);
        for (int i = 0; i < TASKS; i++)
            assert(cell[i] == round);
    }
    return NULL;
}

int main(void)
{
    pthread_t task[TASKS];
    pthread_barrier_init(&barrier, NULL, TASKS);
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, (void *)(intptr_t)i);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    pthread_barrier_destroy(&barrier);
    return 0;
}
