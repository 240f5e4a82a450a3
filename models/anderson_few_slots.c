/* SPDX-License-Identifier: MIT */
/*
 * Anderson's array lock, broken: fewer slots than tasks.
 *
 * Property: at most one task is inside (anderson.c).
 * Broken:   two tasks get the same slot.
 * Shown by: T1 gets slot 0 and goes in; T2 gets slot 1; T3 gets slot 0 again, which is still open,
 *           and goes in as well.
 * Card:     no mutual exclusion.
 */
#include "heddle.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 3
#endif
#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

enum { SLOTS = TASKS - 1 };

static atomic_uchar next;
static atomic_bool go[SLOTS];
static int owner;

static int lock(void)
{
    heddle_doorway();
    int mine = atomic_fetch_add(&next, 1) % SLOTS;
    heddle_waiting();
    while (!go[mine])
        ;
    heddle_critical();
    return mine;
}

static void unlock(int mine)
{
    heddle_exit();
    go[mine] = false;
    go[(mine + 1) % SLOTS] = true;
    heddle_remainder();
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        int mine = lock();
        owner = me;
        unlock(mine);
    }
    return NULL;
}

int main(void)
{
    pthread_t task[TASKS];
    go[0] = true;
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, (void *)(intptr_t)i);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    return 0;
}
