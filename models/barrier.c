/* SPDX-License-Identifier: MIT */
/*
 * Sense-reversing barrier: a barrier of two atomics that can be used again at once.
 *
 * Source:   D. Hensgen, R. Finkel, U. Manber, "Two algorithms for barrier synchronization", Int. J.
 *           of Parallel Programming 17(1), 1988.
 * Property: nobody leaves a round before everybody has come, so each task sees what the others
 *           wrote before it.
 * Why:      the last to come refills the counter before it flips the sense. A task that runs ahead
 *           into the next round waits for the opposite sense, so it cannot take the old flip for
 *           its own.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 2
#endif
#ifndef ROUNDS
#define ROUNDS 3
#endif

static atomic_int missing = TASKS; /* tasks that have not come yet */
static atomic_int sense;
static int cell[2][TASKS]; /* of even and of odd rounds, so that one barrier per round is enough */

static void barrier_wait(int *my_sense)
{
    *my_sense = !*my_sense;
    if (atomic_fetch_sub(&missing, 1) == 1) {
        missing = TASKS;
        sense = *my_sense;
    } else {
        while (sense != *my_sense)
            ;
    }
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument, my_sense = 0;
    for (int round = 1; round <= ROUNDS; round++) {
        cell[round % 2][me] = round;
        barrier_wait(&my_sense);
        for (int i = 0; i < TASKS; i++)
            assert(cell[round % 2][i] == round);
    }
    return NULL;
}

int main(void)
{
    pthread_t task[TASKS];
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, (void *)(intptr_t)i);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    return 0;
}
