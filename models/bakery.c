/* SPDX-License-Identifier: MIT */
/*
 * Lamport's bakery: draw a number higher than all in sight, let the lower ones go first.
 *
 * Source:   L. Lamport, "A new solution of Dijkstra's concurrent programming problem", CACM 17(8),
 *           1974.
 * Property: at most one task is inside, first come first served after the doorway.
 * Why:      a task waits for everybody who is still choosing, so it compares with finished numbers
 *           only. Whoever starts to choose later sees its number and draws a higher one. Equal
 *           numbers are ordered by the index of the task.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

enum { TASKS = 2 };

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

static void unlock(int me)
{
    number[me] = 0;
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    lock(me);
    counter++;
    unlock(me);
    return NULL;
}

int main(void)
{
    pthread_t task[TASKS];
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, (void *)(intptr_t)i);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    assert(counter == TASKS);
    return 0;
}
