// Two atomic sections are not one: the update between them is lost.
// expect: violation assertion
// options: --property unreach-call
// native: none
#include <pthread.h>
#include <stddef.h>

extern void __VERIFIER_atomic_begin(void);
extern void __VERIFIER_atomic_end(void);
void reach_error(void) {}

static int counter;

static void *run(void *argument)
{
    __VERIFIER_atomic_begin();
    int before = counter;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    counter = before + 1;
    __VERIFIER_atomic_end();
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
