/* SPDX-License-Identifier: MIT */
/*
 * Bounded buffer: TASKS / 2 producers and as many consumers, for ever.  The items of a producer are
 * its own number; a consumer takes an item out, and asserts that there is one.
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 4
#endif
#ifndef PLACES
#define PLACES 2
#endif

static sem_t free_places, used_places;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int buffer[PLACES], in, out;

static void *produce(void *argument)
{
    int item = (int)(intptr_t)argument;
    for (;;) {
        sem_wait(&free_places);
        pthread_mutex_lock(&lock);
        buffer[in] = item;
        in = (in + 1) % PLACES;
        pthread_mutex_unlock(&lock);
        sem_post(&used_places);
    }
    return NULL;
}

static void *consume(void *argument)
{
    for (;;) {
        sem_wait(&used_places);
        pthread_mutex_lock(&lock);
        assert(buffer[out] != 0);
        buffer[out] = 0;
        out = (out + 1) % PLACES;
        pthread_mutex_unlock(&lock);
        sem_post(&free_places);
    }
    return argument;
}

int main(void)
{
    pthread_t task[TASKS];
    sem_init(&free_places, 0, PLACES);
    sem_init(&used_places, 0, 0);
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, i < TASKS / 2 ? produce : consume,
                       (void *)(intptr_t)(i + 1));
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    return 0;
}
