/* SPDX-License-Identifier: MIT */
/*
 * Bounded buffer with a mutex and two condition variables.
 *
 * Source:   C. A. R. Hoare, "Monitors: an operating system structuring concept", CACM 17(10), 1974,
 *           with the waiting in a loop that signal-and-continue needs (Lampson and Redell, CACM
 *           23(2), 1980).
 * Property: nothing is taken from an empty buffer or put into a full one, everything put is taken,
 *           and nobody waits for ever.
 * Why:      each condition has a variable of its own, so a signal can only wake a task that it
 *           concerns, and whoever wakes tests the condition again.
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
    while (count == PLACES)
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
    while (count == 0)
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
