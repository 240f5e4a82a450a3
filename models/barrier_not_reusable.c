/* SPDX-License-Identifier: MIT */
/*
 * Barrier, broken: it works once, but a task that runs ahead overruns one that is still leaving.
 *
 * Property: everybody leaves every round (barrier.c).
 * Broken:   the tasks wait for the counter itself, which the next round counts down again.
 * Shown by: T1 comes (missing 1) and waits for the refill; T2 comes last, refills (missing 2), runs
 *           ahead into the next round (missing 1) and waits there; T1 looks only now: it has missed
 *           the refill, so it never comes to the second round, and both wait for ever.
 */
#include <pthread.h>
#include <stdatomic.h>

enum { TASKS = 2, ROUNDS = 2 };

static atomic_int missing = TASKS;

static void barrier_wait(void)
{
    if (atomic_fetch_sub(&missing, 1) == 1) {
        missing = TASKS;
    } else {
        while (missing != TASKS)
            ;
    }
}

static void *run(void *argument)
{
    for (int round = 0; round < ROUNDS; round++)
        barrier_wait();
    return argument;
}

int main(void)
{
    pthread_t task[TASKS];
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, NULL);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    return 0;
}
