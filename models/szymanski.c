/* SPDX-License-Identifier: MIT */
/*
 * Szymanski's algorithm: a waiting room that is filled, closed and emptied.
 *
 * Source:   B. K. Szymanski, "A simple solution to Lamport's concurrent programming problem with
 *           linear wait", ICS 1988.
 * Property: at most one task is inside.
 * Why:      whoever finds the door open goes into the waiting room, and stays there as long as
 *           others intend to come. The last one closes the door; then they go in, the lower index
 *           first; the door opens when all have left.
 * Needs:    that everybody looks at the others in the same order (szymanski_reversed.c).
 * Card:     mutual exclusion; progress; linear wait: bypass 2, also after the doorway, which is the
 *           first write: the other goes once with the group before, and once before this task in
 *           its own group. Not first come first served: within a group the index decides, however
 *           late a task came. Never starves.
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

/* Where a task is. */
enum { OUTSIDE, INTENDS, WAITS, DOOR, INSIDE };

static atomic_int place[TASKS];
static int owner;

static int anybody_at(int where, int me)
{
    for (int k = 0; k < TASKS; k++)
        if (k != me && place[k] == where)
            return 1;
    return 0;
}

static void lock(int me)
{
    heddle_doorway();
    place[me] = INTENDS;
    heddle_waiting();
    for (int k = 0; k < TASKS; k++) /* until the door in is open */
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
