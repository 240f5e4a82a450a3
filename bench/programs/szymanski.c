/* SPDX-License-Identifier: MIT */
/*
 * Szymanski's lock (ICS 1988): a waiting room with a door.  Entered again and again.  A flag is 0
 * outside, 1 to enter, 2 to wait for others, 3 in the doorway, 4 behind the closed door.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 3
#endif

static atomic_int flag[TASKS], in_cs;

static int other_has(int me, int value)
{
    for (int k = 0; k < TASKS; k++)
        if (k != me && flag[k] == value)
            return 1;
    return 0;
}

static void lock(int me)
{
    flag[me] = 1;
    for (int k = 0; k < TASKS; k++)
        while (k != me && flag[k] >= 3)
            ;
    flag[me] = 3;
    if (other_has(me, 1)) {
        flag[me] = 2;
        while (!other_has(me, 4))
            ;
    }
    flag[me] = 4;
    for (int k = 0; k < me; k++)
        while (flag[k] >= 2)
            ;
}

static void unlock(int me)
{
    for (int k = me + 1; k < TASKS; k++) {
        int seen;
        do
            seen = flag[k];
        while (seen == 2 || seen == 3);
    }
    flag[me] = 0;
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (;;) {
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
