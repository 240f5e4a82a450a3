/* SPDX-License-Identifier: MIT */
/*
 * Counter without a lock: one fetch-and-add.
 *
 * Property: no increment is lost.
 * Why:      it reads and writes in one step.
 * Card:     wait-free: every attempt succeeds, bypass 0.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#ifndef TASKS
#define TASKS 3
#endif
#ifndef ENTRIES
#define ENTRIES 2 /* per task; 0: for ever */
#endif

enum { VALUES = 256 };

static atomic_uchar counter; /* it wraps round, so that -DENTRIES=0 has few states */

static void increase(void)
{
    atomic_fetch_add(&counter, 1);
}

static void *run(void *argument)
{
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0)
        increase();
    return argument;
}

int main(void)
{
    pthread_t task[TASKS];
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, NULL);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    assert(counter == TASKS * ENTRIES % VALUES);
    return 0;
}
