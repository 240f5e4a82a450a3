/* SPDX-License-Identifier: MIT */
/*
 * Read-write lock of POSIX: readers together, a writer alone.
 *
 * Property: readers always see two equal halves.
 * Why:      pthread_rwlock_wrlock waits until nobody is inside, and nobody comes in meanwhile.
 */
#include <assert.h>
#include <pthread.h>

#ifndef READERS
#define READERS 2
#endif

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int value[2];

static void *reader(void *argument)
{
    pthread_rwlock_rdlock(&lock);
    assert(value[0] == value[1]);
    pthread_rwlock_unlock(&lock);
    return argument;
}

static void *writer(void *argument)
{
    pthread_rwlock_wrlock(&lock);
    value[0]++;
    value[1]++;
    pthread_rwlock_unlock(&lock);
    return argument;
}

int main(void)
{
    pthread_t w, r[READERS];
    pthread_create(&w, NULL, writer, NULL);
    for (int i = 0; i < READERS; i++)
        pthread_create(&r[i], NULL, reader, NULL);
    pthread_join(w, NULL);
    for (int i = 0; i < READERS; i++)
        pthread_join(r[i], NULL);
    return 0;
}
