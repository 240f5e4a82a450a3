/* SPDX-License-Identifier: MIT */
/*
 * Lamport's bakery (CACM 17(8), 1974).  Its numbers grow for ever, so each task enters ENTRIES
 * times: that bounds the numbers by TASKS * ENTRIES and changes nothing else.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 3
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* per task */
#endif

static atomic_int choosing[TASKS], number[TASKS]; /* number 0: does not want to enter */
static int counter;

static void lock(int me)
{
    int highest = 0;
    choosing[me] = 1;
    for (int k = 0; k < TASKS; k++) {
        int seen = k == me ? 0 : number[k];
        highest = seen > highest ? seen : highest;
    }
    int mine = highest + 1;
    number[me] = mine;
    choosing[me] = 0;
    for (int k = 0; k < TASKS; k++) {
        if (k == me)
            continue;
        while (choosing[k])
            ;
        int seen;
        while ((seen = number[k]) != 0 && (seen < mine || (seen == mine && k < me)))
            ;
    }
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; i < ENTRIES; i++) {
        lock(me);
        counter++;
        number[me] = 0;
    }
    return NULL;
}

int main(void)
{
    pthread_t task[TASKS];
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, (void *)(intptr_t)i);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    assert(counter == TASKS * ENTRIES);
    return 0;
}
