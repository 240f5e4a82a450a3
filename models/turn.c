/* SPDX-License-Identifier: MIT */
/*
 * Turn variable: two tasks take turns, strictly one after the other.
 *
 * Source:   the first attempt in E. W. Dijkstra, "Cooperating sequential processes", 1965.
 * Property: at most one task is inside, so the counter, a plain variable, loses no increment.
 * Why:      a task enters only while turn names it, and only the task inside changes turn, after
 *           its critical section. So the value of turn is a permission that is passed on, never
 *           copied.
 * Not:      it guarantees no progress: a task that stays away blocks the other (turn_uneven.c).
 *           Here both enter equally often, so both come to an end.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 2
#endif

static atomic_int turn; /* whose turn it is: 0 or 1 */
static int counter;

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; i < ENTRIES; i++) {
        while (turn != me)
            ;
        counter++;
        turn = 1 - me;
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
    assert(counter == 2 * ENTRIES);
    return 0;
}
