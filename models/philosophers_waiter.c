/* SPDX-License-Identifier: MIT */
/*
 * Dining philosophers with a waiter: one chair less than there are philosophers.
 *
 * Source:   W. Stallings, "Operating Systems", section 6.6 (a fifth philosopher stands).
 * Property: nobody waits for ever, although everybody takes the left fork first.
 * Why:      with one chair less, one of those at the table has a neighbour who holds no fork, so it
 *           gets both forks, eats and gives them back.
 * Card:     that of philosophers.c.
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>

#ifndef SEATS
#define SEATS 3
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* meals per philosopher; 0: for ever */
#endif

static pthread_mutex_t fork_lock[SEATS];
static sem_t chairs;
static int user[SEATS]; /* who has used the fork last; protected by its lock */

static void *dine(void *argument)
{
    int me = (int)(intptr_t)argument, next = (me + 1) % SEATS;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        sem_wait(&chairs);
        pthread_mutex_lock(&fork_lock[me]);
        pthread_mutex_lock(&fork_lock[next]);
        user[me] = user[next] = me;
        assert(user[me] == me && user[next] == me);
        pthread_mutex_unlock(&fork_lock[next]);
        pthread_mutex_unlock(&fork_lock[me]);
        sem_post(&chairs);
    }
    return NULL;
}

int main(void)
{
    pthread_t philosopher[SEATS];
    sem_init(&chairs, 0, SEATS - 1);
    for (int i = 0; i < SEATS; i++)
        pthread_mutex_init(&fork_lock[i], NULL);
    for (int i = 0; i < SEATS; i++)
        pthread_create(&philosopher[i], NULL, dine, (void *)(intptr_t)i);
    for (int i = 0; i < SEATS; i++)
        pthread_join(philosopher[i], NULL);
    sem_destroy(&chairs);
    return 0;
}
