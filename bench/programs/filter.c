/* SPDX-License-Identifier: MIT */
/* Filter lock for TASKS tasks (G. L. Peterson, IPL 12(3), 1981), entered again and again. */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef TASKS
#define TASKS 3
#endif

static atomic_int level[TASKS], victim[TASKS], in_cs;

static int other_at(int me, int l)
{
    for (int k = 0; k < TASKS; k++)
        if (k != me && level[k] >= l)
            return 1;
    return 0;
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (;;) {
        for (int l = 1; l < TASKS; l++) {
            level[me] = l;
            victim[l] = me;
            while (victim[l] == me && other_at(me, l))
                ;
        }
        atomic_fetch_add(&in_cs, 1);
        assert(atomic_load(&in_cs) == 1);
        atomic_fetch_sub(&in_cs, 1);
        level[me] = 0;
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
