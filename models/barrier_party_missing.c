/* SPDX-License-Identifier: MIT */
/*
 * Barrier of POSIX, broken: it counts a party that never comes.
 *
 * Property: everybody leaves the barrier (barrier_posix.c).
 * Broken:   the barrier is made for the workers and main, but main goes straight to its joins.
 * Shown by: every execution. Both workers wait at the barrier, 2 of 3 arrived; main waits for them.
 */
#include <pthread.h>

enum { WORKERS = 2 };

static pthread_barrier_t barrier;

static void *work(void *argument)
{
    pthread_barrier_wait(&barrier);
    return argument;
}

int main(void)
{
    pthread_t worker[WORKERS];
    pthread_barrier_init(&barrier, NULL, WORKERS + 1);
    for (int i = 0; i < WORKERS; i++)
        pthread_create(&worker[i], NULL, work, NULL);
    for (int i = 0; i < WORKERS; i++)
        pthread_join(worker[i], NULL);
    pthread_barrier_destroy(&barrier);
    return 0;
}
