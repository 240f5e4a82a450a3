/* SPDX-License-Identifier: MIT */
/*
 * Condition variable: one task waits until another has made a value ready.
 *
 * Property: the value arrives, and nobody waits for ever.
 * Why:      ready is changed and tested under the lock, and pthread_cond_wait gives the lock away
 *           in the same step in which it begins to wait. So the signal comes either before the
 *           test, which then succeeds, or while the task waits. `while` because a wakeup is only a
 *           hint.
 */
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t is_ready = PTHREAD_COND_INITIALIZER;
static bool ready;
static int value;

static void *produce(void *argument)
{
    pthread_mutex_lock(&lock);
    value = 42;
    ready = true;
    pthread_cond_signal(&is_ready);
    pthread_mutex_unlock(&lock);
    return argument;
}

static void *consume(void *argument)
{
    pthread_mutex_lock(&lock);
    while (!ready)
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
