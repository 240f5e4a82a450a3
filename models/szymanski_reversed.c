/* SPDX-License-Identifier: MIT */
/*
 * Szymanski's algorithm, broken: everybody looks at the others from the last to the first.
 *
 * Source:   szymanski.c, by somebody for whom "all" and "any" have no order.
 * Property: at most one task is inside (szymanski.c).
 * Broken:   the tests are not one step: what a task has looked at already may change, and the
 *           algorithm relies on the lower indices being looked at first.
 * Shown by: three tasks; too long to tell.
 * Card:     no mutual exclusion with three tasks.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 3
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

/* Where a task is. */
enum { OUTSIDE, INTENDS, WAITS, DOOR, INSIDE };

static atomic_int place[TASKS];
static int owner;

static int anybody_at(int where, int me)
{
    for (int k = TASKS - 1; k >= 0; k--)
        if (k != me && place[k] == where)
            return 1;
    return 0;
}

static void lock(int me)
{
    heddle_doorway();
    place[me] = INTENDS;
    heddle_waiting();
    for (int k = TASKS - 1; k >= 0; k--) /* until the door in is open */
        while (k != me && place[k] >= DOOR)
            ;
    place[me] = DOOR;
    if (anybody_at(INTENDS, me)) {
        place[me] = WAITS;
        while (!anybody_at(INSIDE, me))
            ;
    }
    place[me] = INSIDE; /* now the door is closed */
    for (int k = 0; k < me; k++)
        while (place[k] >= WAITS)
            ;
    heddle_critical();
}

static void unlock(int me)
{
    heddle_exit();
    for (int k = me + 1; k < TASKS; k++) /* all of them know that it is closed */
        for (int seen = place[k]; seen == WAITS || seen == DOOR; seen = place[k])
            ;
    place[me] = OUTSIDE;
    heddle_remainder();
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        lock(me);
        owner = me;
        assert(owner == me);
        unlock(me);
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
