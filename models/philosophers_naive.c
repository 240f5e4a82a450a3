/* SPDX-License-Identifier: MIT */
/*
 * Dining philosophers, broken: everybody takes the left fork first.
 *
 * Property: nobody waits for ever (philosophers.c).
 * Broken:   the order in which forks are taken runs round the table.
 * Shown by: every philosopher takes the left fork before anybody takes a right one.
 */
#include <assert.h>
#include <pthread.h>
#include <stdint.h>

#ifndef SEATS
#define SEATS 3
#endif

static pthread_mutex_t fork_lock[SEATS];
static int used[SEATS]; /* meals that a fork has served; protected by its lock */

static void *dine(void *argument)
{
    int me = (int)(intptr_t)argument, next = (me + 1) % SEATS;

    pthread_mutex_lock(&fork_lock[me]);
    pthread_mutex_lock(&fork_lock[next]);
    used[me]++;
    used[next]++;
    pthread_mutex_unlock(&fork_lock[next]);
    pthread_mutex_unlock(&fork_lock[me]);
    return NULL;
}

int main(void)
{
    pthread_t philosopher[SEATS];
    for (int i = 0; i < SEATS; i++)
        pthread_mutex_init(&fork_lock[i], NULL);
    for (int i = 0; i < SEATS; i++)
        pthread_create(&philosopher[i], NULL, dine, (void *)(intptr_t)i);
    for (int i = 0; i < SEATS; i++)
        pthread_join(philosopher[i], NULL);
    for (int i = 0; i < SEATS; i++)
        assert(used[i] == 2);
    return 0;
}
