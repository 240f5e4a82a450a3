// Functions whose names start with __VERIFIER_atomic_ are not interrupted; they return early, and nest.
// expect: verified
// options: --property unreach-call
// native: none
#include <pthread.h>
#include <stddef.h>

void reach_error(void) {}

static int counter, calls;

static int __VERIFIER_atomic_read(void)
{
    calls++;
    if (counter < 0)
        return -1;
    return counter;
}

static void __VERIFIER_atomic_increment(void)
{
    int before = __VERIFIER_atomic_read();
    counter = before + 1;
}

static void *run(void *argument)
{
    __VERIFIER_atomic_increment();
    return argument;
}

int main(void)
{
    pthread_t task[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&task[i], NULL, run, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(task[i], NULL);
    if (counter != 2 || calls != 2)
        reach_error();
    return 0;
}
