/* SPDX-License-Identifier: MIT */
/*
 * Read-write lock, readers first: the first reader locks the room, the last one unlocks it.
 *
 * Source:   P. J. Courtois, F. Heymans, D. L. Parnas, "Concurrent control with readers and
 *           writers", CACM 14(10), 1971, problem 1.
 * Property: no reader is inside together with the writer, so the two halves of the value that
 *           readers see are always equal.
 * Why:      the room is a semaphore, which has no owner: the last reader may post it although the
 *           first one took it. (With a mutex that is an error: rwlock_owned_mutex.c.)
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

#ifndef READERS
#define READERS 2
#endif

static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER; /* protects readers */
static int readers;                                          /* inside */
static sem_t room;                                           /* taken by the readers or a writer */
static int value[2];

static void *reader(void *argument)
{
    pthread_mutex_lock(&counting);
    if (++readers == 1)
        sem_wait(&room);
    pthread_mutex_unlock(&counting);

    assert(value[0] == value[1]);

    pthread_mutex_lock(&counting);
    if (--readers == 0)
        sem_post(&room);
    pthread_mutex_unlock(&counting);
    return argument;
}

static void *writer(void *argument)
{
    sem_wait(&room);
    value[0]++;
    value[1]++;
    sem_post(&room);
    return argument;
}

int main(void)
{
    pthread_t w, r[READERS];
    sem_init(&room, 0, 1);
    pthread_create(&w, NULL, writer, NULL);
    for (int i = 0; i < READERS; i++)
        pthread_create(&r[i], NULL, reader, NULL);
    pthread_join(w, NULL);
    for (int i = 0; i < READERS; i++)
        pthread_join(r[i], NULL);
    sem_destroy(&room);
    return 0;
}
