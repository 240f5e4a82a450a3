/* SPDX-License-Identifier: MIT */
/*
 * Read-write lock, readers first: the first reader locks the room, the last one unlocks it.
 *
 * Source:   P. J. Courtois, F. Heymans, D. L. Parnas, "Concurrent control with readers and
 *           writers", CACM 14(10), 1971, problem 1.
 * Property: no reader is inside together with a writer, so the two halves of the value that readers
 *           see are always equal.
 * Why:      the room is a semaphore, which has no owner: the last reader may post it although the
 *           first one took it. (With a mutex that is an error: rwlock_owned_mutex.c.)
 * Card:     while two readers overlap without a pause the room is never free, and the writer
 *           starves under any fairness.
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

#ifndef READERS
#define READERS 2
#endif
#ifndef WRITERS
#define WRITERS 1
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER; /* protects readers */
static int readers;                                          /* inside */
static sem_t room;                                           /* taken by the readers or a writer */
static int value[2];

static void *reader(void *argument)
{
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        pthread_mutex_lock(&counting);
        if (++readers == 1)
            sem_wait(&room);
        pthread_mutex_unlock(&counting);

        assert(value[0] == value[1]);

        pthread_mutex_lock(&counting);
        if (--readers == 0)
            sem_post(&room);
        pthread_mutex_unlock(&counting);
    }
    return argument;
}

static void *writer(void *argument)
{
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        sem_wait(&room);
        value[0] = !value[0];
        value[1] = !value[1];
        sem_post(&room);
    }
    return argument;
}

int main(void)
{
    pthread_t w[WRITERS], r[READERS];
    sem_init(&room, 0, 1);
    for (int i = 0; i < WRITERS; i++)
        pthread_create(&w[i], NULL, writer, NULL);
    for (int i = 0; i < READERS; i++)
        pthread_create(&r[i], NULL, reader, NULL);
    for (int i = 0; i < WRITERS; i++)
        pthread_join(w[i], NULL);
    for (int i = 0; i < READERS; i++)
        pthread_join(r[i], NULL);
    sem_destroy(&room);
    return 0;
}
