// A lock by assumption: who finds it taken is in no execution that counts.
// expect: verified
// options: --property unreach-call
// native: none
#include <pthread.h>
#include <stddef.h>

extern void __VERIFIER_assume(int condition);
extern void __VERIFIER_atomic_begin(void);
extern void __VERIFIER_atomic_end(void);
extern void reach_error(void);

static int taken, inside;

static void *run(void *argument)
{
    __VERIFIER_atomic_begin();
    __VERIFIER_assume(!taken);
    taken = 1;
    __VERIFIER_atomic_end();
    inside++;
    if (inside != 1)
        reach_error();
    inside--;
    __VERIFIER_atomic_begin();
    taken = 0;
    __VERIFIER_atomic_end();
    return argument;
}

int main(void)
{
    pthread_t task[3];
    for (int i = 0; i < 3; i++)
        pthread_create(&task[i], NULL, run, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(task[i], NULL);
    return 0;
}
