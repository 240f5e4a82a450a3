/* SPDX-License-Identifier: MIT */
/*
 * Black-white bakery: Lamport's bakery with small numbers, in two colours.
 *
 * Source:   G. Taubenfeld, "The black-white bakery algorithm", DISC 2004.
 * Property: at most one task is inside, first come first served after the doorway.
 * Why:      a task draws a number among those of the shared colour. Who leaves changes the colour
 *           to the other one, so the tasks of the old colour go before those of the new one, and in
 *           each colour the numbers start again: none is higher than TASKS.
 * Card:     that of bakery.c, with finitely many states: mutual exclusion; progress; bypass 1 after
 *           the doorway, 2 from the first step; first come first served; never starves.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 2
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static atomic_int shared_color;
static atomic_int choosing[TASKS], color[TASKS], number[TASKS]; /* number 0: not interested */
static int owner;

static int highest_seen(int me, int mine)
{
    int highest = 0;
    for (int k = 0; k < TASKS; k++)
        if (k != me && color[k] == mine) {
            int seen = number[k];
            highest = seen > highest ? seen : highest;
        }
    return highest;
}

/* Is k, with the same color when it was looked at, before the task of that number? */
static int is_before(int k, int my_number, int me)
{
    int seen = number[k];
    return seen != 0 && (seen < my_number || (seen == my_number && k < me));
}

static void wait_for(int k, int my_color, int my_number, int me)
{
    while (choosing[k])
        ;
    if (color[k] == my_color)
        while (is_before(k, my_number, me) && color[k] == my_color)
            ;
    else
        while (number[k] != 0 && my_color == shared_color && color[k] != my_color)
            ;
}

static int lock(int me)
{
    heddle_doorway();
    choosing[me] = 1;
    int my_color = shared_color;
    color[me] = my_color;
    int my_number = highest_seen(me, my_color) + 1;
    number[me] = my_number;
    choosing[me] = 0;
    heddle_waiting();
    for (int k = 0; k < TASKS; k++)
        if (k != me)
            wait_for(k, my_color, my_number, me);
    heddle_critical();
    return my_color;
}

static void unlock(int me, int my_color)
{
    heddle_exit();
    shared_color = 1 - my_color;
    number[me] = 0;
    heddle_remainder();
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        int color_inside = lock(me);
        owner = me;
        assert(owner == me);
        unlock(me, color_inside);
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
    return 0;
}
