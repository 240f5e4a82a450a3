/* SPDX-License-Identifier: MIT */
/*
 * Counter, broken: read under the lock, written under the lock, but not in one go.
 *
 * Property: no increment is lost (mutex.c).
 * Broken:   every access is protected, so there is no data race; the lock is released between the
 *           read and the write that depends on it.
 * Shown by: T1 reads 0 and unlocks; T2 does its whole increment; T1 locks again and writes 1.
 */
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int counter;

static void *run(void *argument)
{
    pthread_mutex_lock(&lock);
    int seen = counter;
    pthread_mutex_unlock(&lock);

    pthread_mutex_lock(&lock);
    counter = seen + 1;
    pthread_mutex_unlock(&lock);
    return argument;
}

int main(void)
{
    pthread_t task[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&task[i], NULL, run, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(task[i], NULL);
    assert(counter == 2);
    return 0;
}
