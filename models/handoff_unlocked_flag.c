/* SPDX-License-Identifier: MIT */
/*
 * Condition variable, broken: the flag is set and signalled without the lock.
 *
 * Property: the value arrives, and nobody waits for ever (handoff.c).
 * Broken:   the test of the flag and the start of the wait are one step only for those who take the
 *           lock. Making the flag atomic does not help.
 * Shown by: the consumer sees ready == 0; the producer sets it and signals, nobody waits yet; the
 *           consumer waits.
 */
#include <pthread.h>
#include <stdatomic.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t is_ready = PTHREAD_COND_INITIALIZER;
static atomic_int ready;

static void *produce(void *argument)
{
    ready = 1;
    pthread_cond_signal(&is_ready);
    return argument;
}

static void *consume(void *argument)
{
    pthread_mutex_lock(&lock);
    while (!ready)
        pthread_cond_wait(&is_ready, &lock);
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
