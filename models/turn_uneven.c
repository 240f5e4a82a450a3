/* SPDX-License-Identifier: MIT */
/*
 * Turn variable, broken: one task wants to enter more often than the other.
 *
 * Property: a task that wants to enter gets in, whatever the other does outside (progress).
 * Broken:   strict alternation lets nobody enter twice in a row. Mutual exclusion still holds.
 * Shown by: every execution. T1 enters once and ends; T2 enters, hands the turn to T1, and waits
 *           for ever for a turn that nobody will give back.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

static atomic_int turn;
static int counter;
static const int entries[2] = {1, 2};

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; i < entries[me]; i++) {
        while (turn != me)
            ;
        counter++;
        turn = 1 - me;
    }
    return NULL;
}

int main(void)
{
    pthread_t task[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&task[i], NULL, run, (void *)(intptr_t)i);
    for (int i = 0; i < 2; i++)
        pthread_join(task[i], NULL);
    return counter == 3 ? 0 : 1;
}
