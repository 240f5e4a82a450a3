/* SPDX-License-Identifier: MIT */
/*
 * Barrier of POSIX: a computation in rounds.
 *
 * Property: everybody sees the values of the round before, and nobody overwrites them too early.
 * Why:      the first barrier of a round separates its writes from its reads, the second one its
 *           reads from the writes of the next. One task of each round is told that it is the serial
 *           one.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 2
#endif
#ifndef ROUNDS
#define ROUNDS 2
#endif

static pthread_barrier_t barrier;
static int cell[TASKS];
static int serial_rounds; /* written by the serial task alone, between two barriers */

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int round = 1; round <= ROUNDS; round++) {
        cell[me] = round;
        if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
            serial_rounds++;
        for (int i = 0; i < TASKS; i++)
            assert(cell[i] == round);
        pthread_barrier_wait(&barrier);
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
    assert(serial_rounds == ROUNDS);
    return 0;
}
