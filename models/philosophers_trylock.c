/* SPDX-License-Identifier: MIT */
/*
 * Dining philosophers, broken: whoever does not get the second fork puts the first one back.
 *
 * Source:   the usual answer to "hold and wait": do not wait.
 * Property: somebody eats sooner or later (progress). There is no deadlock.
 * Broken:   all may take the left fork, fail, and put it back, for ever; and two neighbours may eat
 *           in turn, so that the one between them never finds both forks.
 * Shown by: a cycle in which everybody moves and nobody eats: no fairness ends it. On real threads
 *           it does not last long.
 * Card:     (three seats: everybody is everybody's neighbour, so one at a time eats) mutual
 *           exclusion; no progress; bypass unbounded; starves under any fairness.
 */
#ifndef SEATS
#define SEATS 3
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* meals per philosopher; 0: for ever */
#endif
#if SEATS > 3
#define HEDDLE_NO_REGIONS /* more than one may eat */
#endif
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdint.h>

static pthread_mutex_t fork_lock[SEATS];
static int user[SEATS]; /* who has used the fork last; protected by its lock */

static void take_both(int left, int right)
{
    heddle_trying();
    pthread_mutex_lock(&fork_lock[left]);
    while (pthread_mutex_trylock(&fork_lock[right])) {
        pthread_mutex_unlock(&fork_lock[left]);
        pthread_mutex_lock(&fork_lock[left]);
    }
    heddle_critical();
}

static void give_both(int left, int right)
{
    heddle_exit();
    pthread_mutex_unlock(&fork_lock[right]);
    pthread_mutex_unlock(&fork_lock[left]);
    heddle_remainder();
}

static void *dine(void *argument)
{
    int me = (int)(intptr_t)argument, next = (me + 1) % SEATS;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        take_both(me, next);
        user[me] = user[next] = me;
        assert(user[me] == me && user[next] == me);
        give_both(me, next);
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
