// Volatile variables inside sections are not where others may run.
// expect: verified
// options: --property unreach-call
// native: none
#include <pthread.h>
#include <stddef.h>

extern void __VERIFIER_assume(int condition);
void reach_error(void) {}

static volatile int mutex, counter;

static void __VERIFIER_atomic_take(void)
{
    __VERIFIER_assume(mutex == 0);
    mutex = 1;
}

static void __VERIFIER_atomic_give(void)
{
    __VERIFIER_assume(mutex == 1);
    mutex = 0;
}

static void *run(void *argument)
{
    __VERIFIER_atomic_take();
    counter = counter + 1;
    __VERIFIER_atomic_give();
    return argument;
}

int main(void)
{
    pthread_t task[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&task[i], NULL, run, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(task[i], NULL);
    if (counter != 2)
        reach_error();
    return 0;
}
