/* SPDX-License-Identifier: MIT */
/*
 * Counter without a lock: read it, and replace the value if it is still the same.
 *
 * Source:   M. Herlihy, "Wait-free synchronization", ACM TOPLAS 13(1), 1991.
 * Property: no increment is lost.
 * Why:      the compare-and-exchange writes seen + 1 only while the counter is seen.
 * Card:     lock-free: an attempt fails only because another one succeeded. Not wait-free: a task
 *           may fail for ever under any fairness, with bypass unbounded.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#ifndef TASKS
#define TASKS 2
#endif
#ifndef ENTRIES
#define ENTRIES 2 /* per task; 0: for ever */
#endif

enum { VALUES = 16 }; /* then it begins again, so that -DENTRIES=0 has few states */

static atomic_int counter;

static void increase(void)
{
    int seen = counter;
    while (!atomic_compare_exchange_strong(&counter, &seen, (seen + 1) % VALUES))
        ; /* now seen is what it was instead */
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
