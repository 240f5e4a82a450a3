/* SPDX-License-Identifier: MIT */
/*
 * Dekker's algorithm: two flags, and a turn that says who steps back.
 *
 * Source:   T. J. Dekker, told in E. W. Dijkstra, "Cooperating sequential processes", 1965.
 * Property: at most one task is inside; the counter loses no increment.
 * Why:      a task is inside only after it saw the other's flag down while its own was up. If both
 *           are inside, the one that raised its flag last must have seen the other's flag up.
 *           Progress: when both flags are up, the task whose turn it is not lowers its own and
 *           waits, so the other finds the way free.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 1 /* per task */
#endif

static atomic_int flag[2], turn;
static int counter;

static void lock(int me)
{
    int other = 1 - me;
    flag[me] = 1;
    while (flag[other]) {
        if (turn != me) {
            flag[me] = 0;
            while (turn != me)
                ;
            flag[me] = 1;
        }
    }
}

static void unlock(int me)
{
    turn = 1 - me;
    flag[me] = 0;
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; i < ENTRIES; i++) {
        lock(me);
        counter++;
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
    assert(counter == 2 * ENTRIES);
    return 0;
}
