/* SPDX-License-Identifier: MIT */
/*
 * Bounded buffer, broken: `if` where `while` is needed.
 *
 * Property: nothing is taken from an empty buffer (bounded_buffer.c).
 * Broken:   a woken task has to get the lock again, and does not look whether the item is still
 *           there.
 * Shown by: consumer A finds the buffer empty and waits; a producer puts an item and signals;
 *           before A has the lock again, consumer B comes and takes the item; A goes on with an
 *           empty buffer (a stolen wakeup).
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
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static int buffer[PLACES], count;
static int sum;

static void *produce(void *argument)
{
    pthread_mutex_lock(&lock);
    if (count == PLACES)
        pthread_cond_wait(&not_full, &lock);
    assert(count < PLACES);
    buffer[count++] = 1;
    pthread_cond_signal(&not_empty);
    pthread_mutex_unlock(&lock);
    return argument;
}

static void *consume(void *argument)
{
    pthread_mutex_lock(&lock);
    if (count == 0)
        pthread_cond_wait(&not_empty, &lock);
    assert(count > 0);
    sum += buffer[--count];
    pthread_cond_signal(&not_full);
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
