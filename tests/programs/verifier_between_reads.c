// Read in the other order, the section may lie between the reads.
// expect: violation assertion
// options: --property unreach-call
// native: none
#include <pthread.h>
#include <stddef.h>

extern _Bool __VERIFIER_nondet_bool(void);
extern void __VERIFIER_atomic_begin(void);
extern void __VERIFIER_atomic_end(void);
extern void reach_error(void);

static int first, second;

static void *writes(void *argument)
{
    __VERIFIER_atomic_begin();
    first = 1;
    second = __VERIFIER_nondet_bool() ? 1 : 2;
    __VERIFIER_atomic_end();
    return argument;
}

static void *reads(void *argument)
{
    int a = first;
    int b = second;
    if (a == 0 && b == 2)
        reach_error();
    return argument;
}

int main(void)
{
    pthread_t writer, reader;
    pthread_create(&writer, NULL, writes, NULL);
    pthread_create(&reader, NULL, reads, NULL);
    pthread_join(writer, NULL);
    pthread_join(reader, NULL);
    return 0;
}
