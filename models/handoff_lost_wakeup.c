/* SPDX-License-Identifier: MIT */
/*
 * Condition variable, broken: waits for the signal instead of for the value.
 *
 * Property: the value arrives, and nobody waits for ever (handoff.c).
 * Broken:   a signal is not kept; if nobody waits, it is lost.
 * Shown by: the producer signals before the consumer waits; the consumer then waits for a signal
 *           that has been.
 */
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t is_ready = PTHREAD_COND_INITIALIZER;
static int value;

static void *produce(void *argument)
{
    pthread_mutex_lock(&lock);
    value = 42;
    pthread_cond_signal(&is_ready);
    pthread_mutex_unlock(&lock);
    return argument;
}

static void *consume(void *argument)
{
    pthread_mutex_lock(&lock);
    pthread_cond_wait(&is_ready, &lock);
    assert(value == 42);
    pthread_mutex_unlock(&lock);
    return argument;
}

int main(void)
{
    pthread_t consumer, producer;
    pthread_create(&consumer, NULL, consume, NULL);
    pthread_create(&producer, NULL, produce, NULL);
    pthread_join(consumer, NULL);
    pthread_join(producer, NULL);
    return 0;
}
