/* SPDX-License-Identifier: MIT */
/*
 * Read-write lock, fair: readers and writers stand in one line.
 *
 * Source:   the usual third solution, as in A. B. Downey, "The Little Book of Semaphores", 4.2.
 * Property: no reader is inside together with a writer.
 * Why:      the room is that of rwlock.c. Everybody passes the line first, and a writer stays at
 *           its head until the room is free: readers that come later wait behind it.
 * Needs:    a line that starves nobody: a strong semaphore, or strong fairness.
 * Card:     nobody starves under strong fairness. Under weak fairness a task may starve in the
 *           line, which is a weak semaphore.
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

static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;
static int readers;
static sem_t line, room;
static int value[2];

static void *reader(void *argument)
{
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        sem_wait(&line);
        pthread_mutex_lock(&counting);
        if (++readers == 1)
            sem_wait(&room);
        pthread_mutex_unlock(&counting);
        sem_post(&line);

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
        sem_wait(&line);
        sem_wait(&room);
        sem_post(&line);
        value[0] = !value[0];
        value[1] = !value[1];
        sem_post(&room);
    }
    return argument;
}

int main(void)
{
    pthread_t w[WRITERS], r[READERS];
    sem_init(&line, 0, 1);
    sem_init(&room, 0, 1);
    for (int i = 0; i < WRITERS; i++)
        pthread_create(&w[i], NULL, writer, NULL);
    for (int i = 0; i < READERS; i++)
        pthread_create(&r[i], NULL, reader, NULL);
    for (int i = 0; i < WRITERS; i++)
        pthread_join(w[i], NULL);
    for (int i = 0; i < READERS; i++)
        pthread_join(r[i], NULL);
    sem_destroy(&line);
    sem_destroy(&room);
    return 0;
}
