/* SPDX-License-Identifier: MIT */
/*
 * Counter, broken: increased by two tasks without a lock.
 *
 * Property: no increment is lost (mutex.c).
 * Broken:   counter++ is a read, an addition and a write, and nothing keeps them together.
 * Shown by: T1 reads 0; T2 reads 0 and writes 1; T1 writes 1: one of two increments is gone.
 *           Already two unordered accesses to counter are a data race, whatever the values.
 */
#include <assert.h>
#include <pthread.h>

#ifndef ROUNDS
#define ROUNDS 1 /* per task */
#endif

static int counter;

static void *run(void *argument)
{
    for (int i = 0; i < ROUNDS; i++)
        counter++;
    return argument;
}

int main(void)
{
    pthread_t task[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&task[i], NULL, run, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(task[i], NULL);
    assert(counter == 2 * ROUNDS);
    return 0;
}
