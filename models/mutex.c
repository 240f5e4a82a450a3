/* SPDX-License-Identifier: MIT */
/*
 * Mutex:    a counter that several tasks increase, each increment under a lock.
 *
 * Property: no increment is lost, in any order of the tasks.
 * Why:      counter++ is a read, an addition and a write. The lock makes the three one step for
 *           everybody who takes it, and everybody does.
 */
#include <assert.h>
#include <pthread.h>

#ifndef TASKS
#define TASKS 3
#endif
#ifndef ROUNDS
#define ROUNDS 2 /* per task */
#endif

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int counter;

static void *run(void *argument)
{
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&lock);
        counter++;
        pthread_mutex_unlock(&lock);
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
    assert(counter == TASKS * ROUNDS);
    return 0;
}
