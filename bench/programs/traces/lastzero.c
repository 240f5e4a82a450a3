/* SPDX-License-Identifier: MIT */
/*
 * Task i of 1 .. CELLS sets cell i to that of its neighbour, plus one; task 0 looks for the last cell that is zero.
 *
 * Traces: 3,328 for 10 cells, 147,456 for 15 (Abdulla et al., JACM 64(4), 2017, table 2).
 */
#include <pthread.h>
#include <stdatomic.h>

#ifndef CELLS
#define CELLS 10
#endif
#define TASKS (CELLS + 1)

static atomic_int cell[CELLS + 1];
static int found;

static void *run(void *argument)
{
    long me = (long)argument;
    if (me > 0) {
        cell[me] = cell[me - 1] + 1;
        return NULL;
    }
    int i = CELLS;
    while (cell[i] != 0)
        i--;
    found = i;
    return NULL;
}

int main(void)
{
    pthread_t task[TASKS];
    for (long i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, run, (void *)i);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    return 0;
}
