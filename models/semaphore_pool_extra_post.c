/* SPDX-License-Identifier: MIT */
/*
 * Counting semaphore, broken: a user who finds the pool full gives back a place it never had.
 *
 * Property: never more than PLACES users are inside (semaphore_pool.c).
 * Broken:   the early return shares the clean-up with the normal way out.
 * Shown by: users 1 and 2 are inside; user 3 finds no place and posts all the same; user 4 waits,
 *           finds the value 1 and goes in as the third.
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

enum { USERS = 4, PLACES = 2 };

static sem_t places;
static atomic_int inside;

static void *use(void *argument)
{
    if (sem_trywait(&places) != 0)
        goto out;
    assert(atomic_fetch_add(&inside, 1) < PLACES);
    atomic_fetch_sub(&inside, 1);
out:
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
