/* SPDX-License-Identifier: MIT */
/*
 * Dekker's algorithm: two flags, and a turn that says who steps back.
 *
 * Source:   T. J. Dekker, told in E. W. Dijkstra, "Cooperating sequential processes", 1965.
 * Property: at most one task is inside.
 * Why:      a task is inside only after it saw the other's flag down while its own was up. If both
 *           are inside, the one that raised its flag last must have seen the other's flag up.
 *           Progress: when both flags are up, the task whose turn it is not lowers its own and
 *           waits, so the other finds the way free.
 * Card:     mutual exclusion; progress; bypass unbounded, also after the doorway (the first flag):
 *           a task that stepped back has its flag down, and before it looks at turn again the other
 *           may come and go any number of times. It starves only if it never looks, so not under
 *           weak fairness (K. Alagarsamy, "Some myths about famous mutual exclusion algorithms",
 *           SIGACT News 34(3), 2003). Not first come first served.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static atomic_int flag[2], turn;
static int owner;

static void lock(int me)
{
    int other = 1 - me;
    heddle_doorway();
    flag[me] = 1;
    heddle_waiting();
    while (flag[other]) {
        if (turn != me) {
            flag[me] = 0;
            while (turn != me)
                ;
            flag[me] = 1;
        }
    }
    heddle_critical();
}

static void unlock(int me)
{
    heddle_exit();
    turn = 1 - me;
    flag[me] = 0;
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
    pthread_t task[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&task[i], NULL, run, (void *)(intptr_t)i);
    for (int i = 0; i < 2; i++)
        pthread_join(task[i], NULL);
    return 0;
}
