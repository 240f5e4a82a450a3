/* SPDX-License-Identifier: MIT */
/*
 * Bounded buffer with semaphores, broken: the lock is taken before the place is asked for.
 *
 * Property: nobody waits for ever (bounded_buffer_semaphore.c).
 * Broken:   a task waits for the other while it holds the lock that the other needs.
 * Shown by: the consumer takes the lock and waits for an item; the producer waits for the lock.
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

#ifndef ITEMS
#define ITEMS 2
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
        pthread_mutex_lock(&lock);
        sem_wait(&free_places);
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
        pthread_mutex_lock(&lock);
        sem_wait(&used_places);
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
