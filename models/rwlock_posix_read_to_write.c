/* SPDX-License-Identifier: MIT */
/*
 * Read-write lock of POSIX, broken: a task writes under a read lock.
 *
 * Property: no increment is lost.
 * Broken:   read locks do not exclude each other.
 * Shown by: both tasks hold the read lock; the two increments are a data race, and one may be lost.
 */
#include <assert.h>
#include <pthread.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int hits;

static void *look_up(void *argument)
{
    pthread_rwlock_rdlock(&lock);
    hits++; /* "only a statistic" */
    pthread_rwlock_unlock(&lock);
    return argument;
}

int main(void)
{
    pthread_t task[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&task[i], NULL, look_up, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(task[i], NULL);
    assert(hits == 2);
    return 0;
}
