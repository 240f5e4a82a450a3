/* SPDX-License-Identifier: MIT */
/* Dining philosophers who take the fork of lower number first, and eat for ever. */
#include <pthread.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 5
#endif

static pthread_mutex_t fork_lock[TASKS];

static void *dine(void *argument)
{
    int me = (int)(intptr_t)argument, next = (me + 1) % TASKS;
    int low = me < next ? me : next, high = me < next ? next : me;
    for (;;) {
        pthread_mutex_lock(&fork_lock[low]);
        pthread_mutex_lock(&fork_lock[high]);
        pthread_mutex_unlock(&fork_lock[high]);
        pthread_mutex_unlock(&fork_lock[low]);
    }
    return NULL;
}

int main(void)
{
    pthread_t philosopher[TASKS];
    for (int i = 0; i < TASKS; i++)
        pthread_mutex_init(&fork_lock[i], NULL);
    for (int i = 0; i < TASKS; i++)
        pthread_create(&philosopher[i], NULL, dine, (void *)(intptr_t)i);
    for (int i = 0; i < TASKS; i++)
        pthread_join(philosopher[i], NULL);
    return 0;
}
