// expect: violation assertion
// native: compiles
// options: --engine states
/* SPDX-License-Identifier: MIT */
/* Between its last step and exit a task may wait for long: another one sees what it did. */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_int said;

static void *leaves(void *argument)
{
    (void)argument;
    said = 1;
    exit(0);
}

static void *sees(void *argument)
{
    assert(said == 0);
    return argument;
}

int main(void)
{
    pthread_t first, second;
    pthread_create(&first, NULL, leaves, NULL);
    pthread_create(&second, NULL, sees, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
