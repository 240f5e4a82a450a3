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
#ifndef ENTRIES
#define ENTRIES 1 /* meals per philosopher; 0: for ever */
#endif

static pthread_mutex_t fork_lock[SEATS];
static int user[SEATS]; /* who has used the fork last; protected by its lock */

static void *dine(void *argument)
{
    int me = (int)(intptr_t)argument, next = (me + 1) % SEATS;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        pthread_mutex_lock(&fork_lock[me]);
        pthread_mutex_lock(&fork_lock[next]);
        user[me] = user[next] = me;
        assert(user[me] == me && user[next] == me);
        pthread_mutex_unlock(&fork_lock[next]);
        pthread_mutex_unlock(&fork_lock[me]);
    }
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
    return 0;
}
