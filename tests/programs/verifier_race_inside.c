// Sections order each other: no race.
// expect: verified
// native: none
#include <pthread.h>
#include <stddef.h>

extern void __VERIFIER_atomic_begin(void);
extern void __VERIFIER_atomic_end(void);

static int inside_only, both;

static void *run(void *argument)
{
    __VERIFIER_atomic_begin();
    inside_only++;
    both++;
    __VERIFIER_atomic_end();
    return argument;
}

static void *outside(void *argument)
{
    __VERIFIER_atomic_begin();
    inside_only++;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    int seen = both;
    __VERIFIER_atomic_end();
    return seen ? argument : NULL;
}

int main(void)
{
    pthread_t task[2];
    pthread_create(&task[0], NULL, run, NULL);
    pthread_create(&task[1], NULL, outside, NULL);
    pthread_join(task[0], NULL);
    pthread_join(task[1], NULL);
    return 0;
}
