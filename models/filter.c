/* SPDX-License-Identifier: MIT */
/*
 * Filter lock: Peterson's algorithm for n tasks, one level after the other.
 *
 * Source:   G. L. Peterson, "Myths about the mutual exclusion problem", IPL 12(3), 1981; the name
 *           is from M. Herlihy and N. Shavit, "The Art of Multiprocessor Programming", section 2.4.
 * Property: at most one task is inside.
 * Why:      at every level at least one of those who try to pass is kept back: the last to write
 *           victim[l] sees another at that level or above. So at most n - l tasks pass level l.
 * Card:     (with -DREGIONS, which marks the regions) mutual exclusion; progress. With two tasks it
 *           is peterson.c. With three or more bypass is unbounded, also after the doorway, which is
 *           level 1 entered: two others may pass a slow task for ever by making each other the
 *           victim. It only has to look, so it never starves under weak fairness. Not first come
 *           first served (Herlihy and Shavit, exercises of chapter 2; K. Alagarsamy, "Some myths
 *           about famous mutual exclusion algorithms", SIGACT News 34(3), 2003).
 */
#ifndef REGIONS
#define HEDDLE_NO_REGIONS /* every step is one of the algorithm */
#endif
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

static atomic_int level[TASKS], victim[TASKS], in_cs;

static int other_at(int i, int l)
{
    for (int k = 0; k < TASKS; k++)
        if (k != i && level[k] >= l)
            return 1;
    return 0;
}

static void lock(int i)
{
    heddle_doorway();
    for (int l = 1; l < TASKS; l++) {
        level[i] = l;
        victim[l] = i;
        if (l == 1)
            heddle_waiting();
        while (victim[l] == i && other_at(i, l))
            ;
    }
    heddle_critical();
}

static void unlock(int i)
{
    heddle_exit();
    level[i] = 0;
    heddle_remainder();
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        lock(me);
        atomic_fetch_add(&in_cs, 1);
        assert(atomic_load(&in_cs) == 1);
        atomic_fetch_sub(&in_cs, 1);
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
