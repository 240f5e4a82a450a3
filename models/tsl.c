/* SPDX-License-Identifier: MIT */
/*
 * Test-and-set lock (TSL): spin on an atomic exchange.
 *
 * Source:   the TSL instruction, as in A. S. Tanenbaum, "Modern Operating Systems", section 2.3.
 * Property: at most one task is inside; the counter loses no increment.
 * Why:      the exchange reads the old value and writes 1 in one step. Only the task that reads 0
 *           goes in, and nobody else reads 0 before that task has stored it again.
 * Not:      nobody's turn is kept, so a task may be overtaken without bound.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#ifndef TASKS
#define TASKS 2
#endif
#ifndef ENTRIES
#define ENTRIES 2 /* per task */
#endif

static atomic_int taken;
static int counter;

static void *run(void *argument)
{
    for (int i = 0; i < ENTRIES; i++) {
        while (atomic_exchange(&taken, 1))
            ;
        counter++;
        taken = 0;
    }
    return argument;
}

int main(void)
{
    pthread_t task[TASKS];
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, NULL);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    assert(counter == TASKS * ENTRIES);
    return 0;
}
