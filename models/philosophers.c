/* SPDX-License-Identifier: MIT */
/*
 * Dining philosophers, ordered: everybody takes the fork of lower number first.
 *
 * Source:   E. W. Dijkstra, EWD 310, 1971; the order is Havender's (mutex_order.c).
 * Property: nobody waits for ever, and no fork is used by two at a time.
 * Why:      a circle of waiting philosophers would need one who holds a fork of higher number and
 *           waits for a lower one.
 * Card:     (with -DENTRIES=0) no deadlock. A fork is a mutex, so a philosopher starves under weak
 *           fairness; under strong fairness nobody does.
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
    int low = me < next ? me : next, high = me < next ? next : me;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        pthread_mutex_lock(&fork_lock[low]);
        pthread_mutex_lock(&fork_lock[high]);
        user[low] = user[high] = me;
        assert(user[low] == me && user[high] == me);
        pthread_mutex_unlock(&fork_lock[high]);
        pthread_mutex_unlock(&fork_lock[low]);
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
