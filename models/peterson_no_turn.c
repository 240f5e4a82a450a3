/* SPDX-License-Identifier: MIT */
/*
 * Peterson's algorithm, broken: flags alone, without a turn.
 *
 * Source:   the third attempt in E. W. Dijkstra, "Cooperating sequential processes", 1965.
 * Property: if both want to enter, one gets in (progress). Mutual exclusion still holds.
 * Broken:   nothing breaks the tie.
 * Shown by: T1 raises its flag, T2 raises its flag; now each waits for the other's flag to go down,
 *           and neither flag will.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 1
#endif

static atomic_int flag[2];
static int counter;

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument, other = 1 - me;
    for (int i = 0; i < ENTRIES; i++) {
        flag[me] = 1;
        while (flag[other])
            ;
        counter++;
        flag[me] = 0;
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
    return counter == 2 * ENTRIES ? 0 : 1;
}
