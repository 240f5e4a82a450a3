/* SPDX-License-Identifier: MIT */
/*
 * Bounded buffer with two counting semaphores and a mutex.
 *
 * Source:   E. W. Dijkstra, "Cooperating sequential processes", 1965.
 * Property: items come out in the order in which they went in, none is lost, and nobody waits for
 *           ever.
 * Why:      free + used + tasks between their wait and their post == PLACES at any time. A task
 *           asks for its place or item before it takes the lock, so it never holds the lock while
 *           it waits.
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

#ifndef ITEMS
#define ITEMS 3
#endif
#ifndef PLACES
#define PLACES 1
#endif

static sem_t free_places, used_places;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int buffer[PLACES], in, out;

static void *produce(void *argument)
{
    for (int i = 0; i < ITEMS; i++) {
        sem_wait(&free_places);
        pthread_mutex_lock(&lock);
        buffer[in] = i;
        in = (in + 1) % PLACES;
        pthread_mutex_unlock(&lock);
        sem_post(&used_places);
    }
    return argument;
}

static void *consume(void *argument)
{
    for (int i = 0; i < ITEMS; i++) {
        sem_wait(&used_places);
        pthread_mutex_lock(&lock);
        assert(buffer[out] == i);
        out = (out + 1) % PLACES;
        pthread_mutex_unlock(&lock);
        sem_post(&free_places);
    }
    return argument;
}

int main(void)
{
    pthread_t producer, consumer;
    sem_init(&free_places, 0, PLACES);
    sem_init(&used_places, 0, 0);
    pthread_create(&producer, NULL, produce, NULL);
    pthread_create(&consumer, NULL, consume, NULL);
    pthread_join(producer, NULL);
    pthread_join(consumer, NULL);
    sem_destroy(&free_places);
    sem_destroy(&used_places);
    return 0;
}
