/* SPDX-License-Identifier: MIT */
/*
 * Read-write lock of POSIX: readers together, a writer alone.
 *
 * Property: readers always see two equal halves.
 * Why:      pthread_rwlock_wrlock waits until nobody is inside, and nobody comes in meanwhile.
 * Card:     depends on whom the lock lets in first (heddle check --rwlock). readers, any: a writer
 *           starves behind two readers, under any fairness. writers: a reader starves behind two
 *           writers, under any fairness.
 */
#include <assert.h>
#include <pthread.h>

#ifndef READERS
#define READERS 2
#endif
#ifndef WRITERS
#define WRITERS 1
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int value[2];

static void *reader(void *argument)
{
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        pthread_rwlock_rdlock(&lock);
        assert(value[0] == value[1]);
        pthread_rwlock_unlock(&lock);
    }
    return argument;
}

static void *writer(void *argument)
{
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        pthread_rwlock_wrlock(&lock);
        value[0] = !value[0];
        value[1] = !value[1];
        pthread_rwlock_unlock(&lock);
    }
    return argument;
}

int main(void)
{
    pthread_t w[WRITERS], r[READERS];
    for (int i = 0; i < WRITERS; i++)
        pthread_create(&w[i], NULL, writer, NULL);
    for (int i = 0; i < READERS; i++)
        pthread_create(&r[i], NULL, reader, NULL);
    for (int i = 0; i < WRITERS; i++)
        pthread_join(w[i], NULL);
    for (int i = 0; i < READERS; i++)
        pthread_join(r[i], NULL);
    return 0;
}
