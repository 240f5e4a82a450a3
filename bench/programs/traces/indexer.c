/* SPDX-License-Identifier: MIT */
/*
 * Each task puts four numbers into a table with open addressing.
 *
 * Traces: 1 up to 11 tasks, where no two numbers meet; 4,096 for 15 (Flanagan and Godefroid, POPL 2005).
 */
#include <pthread.h>
#include <stdatomic.h>

#ifndef TASKS
#define TASKS 15
#endif
#define PLACES 128

static atomic_int table[PLACES];

static void *run(void *argument)
{
    for (int i = 0; i < 4; i++) {
        int word = 11 * i + (int)(long)argument, place = word * 7 % PLACES, empty = 0;
        while (!atomic_compare_exchange_strong(&table[place], &empty, word + 1)) {
            place = (place + 1) % PLACES;
            empty = 0;
        }
    }
    return NULL;
}

int main(void)
{
    pthread_t task[TASKS];
    for (long i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, (void *)i);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    return 0;
}
