/* SPDX-License-Identifier: MIT */
/*
 * Read-write lock as taught, broken: the room is a mutex, and the last reader unlocks it.
 *
 * Source:   the usual lecture version of Courtois, Heymans and Parnas (rwlock.c), written with two
 *           mutexes.
 * Property: a mutex is unlocked by the task that locked it (POSIX: anything else is undefined).
 * Broken:   the first reader that comes locks the room, the last that leaves unlocks it: they need
 *           not be the same.
 * Shown by: T1 comes first and locks the room; T2 comes; T1 leaves (one reader left); T2 leaves
 *           last and unlocks a mutex that T1 holds.
 */
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t room = PTHREAD_MUTEX_INITIALIZER;
static int readers;
static int value[2];

static void *reader(void *argument)
{
    pthread_mutex_lock(&counting);
    if (++readers == 1)
        pthread_mutex_lock(&room);
    pthread_mutex_unlock(&counting);

    assert(value[0] == value[1]);

    pthread_mutex_lock(&counting);
    if (--readers == 0)
        pthread_mutex_unlock(&room);
    pthread_mutex_unlock(&counting);
    return argument;
}

static void *writer(void *argument)
{
    pthread_mutex_lock(&room);
    value[0]++;
    value[1]++;
    pthread_mutex_unlock(&room);
    return argument;
}

int main(void)
{
    pthread_t r[2], w;
    for (int i = 0; i < 2; i++)
        pthread_create(&r[i], NULL, reader, NULL);
    pthread_create(&w, NULL, writer, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(r[i], NULL);
    pthread_join(w, NULL);
    return 0;
}
