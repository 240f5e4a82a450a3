/* SPDX-License-Identifier: MIT */
/*
 * Counting semaphore: a pool of PLACES places and more users than places.
 *
 * Property: never more than PLACES users are inside.
 * Why:      value + users inside == PLACES at any time, and the value is never negative.
 * Size:     the textbook example has 5 users (-DUSERS=5); every interleaving of 3 is explored in a
 *           moment. `inside` is atomic because it is an observer, not part of the algorithm.
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#ifndef USERS
#define USERS 3
#endif
#ifndef PLACES
#define PLACES 2
#endif

static sem_t places;
static atomic_int inside;

static void *use(void *argument)
{
    sem_wait(&places);
    assert(atomic_fetch_add(&inside, 1) < PLACES);
    atomic_fetch_sub(&inside, 1);
    sem_post(&places);
    return argument;
}

int main(void)
{
    pthread_t user[USERS];
    sem_init(&places, 0, PLACES);
    for (int i = 0; i < USERS; i++)
        pthread_create(&user[i], NULL, use, NULL);
    for (int i = 0; i < USERS; i++)
        pthread_join(user[i], NULL);
    sem_destroy(&places);
    return 0;
}
