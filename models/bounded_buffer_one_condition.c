/* SPDX-License-Identifier: MIT */
/*
 * Bounded buffer with one condition variable for everybody, and broadcast.
 *
 * Property: nothing is taken from an empty buffer or put into a full one, everything put is taken,
 *           and nobody waits for ever.
 * Why:      producers and consumers wait together, so a change has to wake all of them: whoever it
 *           does not concern tests and waits again.
 */
#include <assert.h>
#include <pthread.h>

#ifndef TASKS
#define TASKS 2 /* producers, and as many consumers; each moves one item */
#endif
#ifndef PLACES
#define PLACES 1
#endif

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int buffer[PLACES], count;
static int sum;

static void *produce(void *argument)
{
    pthread_mutex_lock(&lock);
    while (count == PLACES)
        pthread_cond_wait(&changed, &lock);
    assert(count < PLACES);
    buffer[count++] = 1;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    return argument;
}

static void *consume(void *argument)
{
    pthread_mutex_lock(&lock);
    while (count == 0)
        pthread_cond_wait(&changed, &lock);
    assert(count > 0);
    sum += buffer[--count];
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    return argument;
}

int main(void)
{
    pthread_t producer[TASKS], consumer[TASKS];
    for (int i = 0; i < TASKS; i++) {
        pthread_create(&consumer[i], NULL, consume, NULL);
        pthread_create(&producer[i], NULL, produce, NULL);
    }
    for (int i = 0; i < TASKS; i++) {
        pthread_join(consumer[i], NULL);
        pthread_join(producer[i], NULL);
    }
    assert(sum == TASKS && count == 0);
    return 0;
}
