/* SPDX-License-Identifier: MIT */
/*
 * Read-write lock, writers first: while a writer wants to enter, no reader comes in.
 *
 * Source:   P. J. Courtois, F. Heymans, D. L. Parnas, "Concurrent control with readers and
 *           writers", CACM 14(10), 1971, problem 2.
 * Property: no reader is inside together with a writer.
 * Why:      the room is that of rwlock.c. Before it, readers pass a gate, which the first writer
 *           closes and the last one opens. Only one reader at a time stands at the gate.
 * Card:     (with -DWRITERS=2) while two writers overlap without a pause the gate stays closed, and
 *           a reader starves under any fairness.
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

#ifndef READERS
#define READERS 1
#endif
#ifndef WRITERS
#define WRITERS 1
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static pthread_mutex_t counting_readers = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t counting_writers = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t at_gate = PTHREAD_MUTEX_INITIALIZER;
static int readers, writers;
static sem_t gate, room;
static int value[2];

static void *reader(void *argument)
{
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        pthread_mutex_lock(&at_gate);
        sem_wait(&gate);
        pthread_mutex_lock(&counting_readers);
        if (++readers == 1)
            sem_wait(&room);
        pthread_mutex_unlock(&counting_readers);
        sem_post(&gate);
        pthread_mutex_unlock(&at_gate);

        assert(value[0] == value[1]);

        pthread_mutex_lock(&counting_readers);
        if (--readers == 0)
            sem_post(&room);
        pthread_mutex_unlock(&counting_readers);
    }
    return argument;
}

static void *writer(void *argument)
{
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        pthread_mutex_lock(&counting_writers);
        if (++writers == 1)
            sem_wait(&gate);
        pthread_mutex_unlock(&counting_writers);

        sem_wait(&room);
        value[0] = !value[0];
        value[1] = !value[1];
        sem_post(&room);

        pthread_mutex_lock(&counting_writers);
        if (--writers == 0)
            sem_post(&gate);
        pthread_mutex_unlock(&counting_writers);
    }
    return argument;
}

int main(void)
{
    pthread_t w[WRITERS], r[READERS];
    sem_init(&gate, 0, 1);
    sem_init(&room, 0, 1);
    for (int i = 0; i < WRITERS; i++)
        pthread_create(&w[i], NULL, writer, NULL);
    for (int i = 0; i < READERS; i++)
        pthread_create(&r[i], NULL, reader, NULL);
    for (int i = 0; i < WRITERS; i++)
        pthread_join(w[i], NULL);
    for (int i = 0; i < READERS; i++)
        pthread_join(r[i], NULL);
    sem_destroy(&gate);
    sem_destroy(&room);
    return 0;
}
