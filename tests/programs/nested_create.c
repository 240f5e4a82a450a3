// A chain: every task creates the next and hands its id on; the last ends first.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <stdio.h>
#include <assert.h>
void *chain(void *p)
{
    long n = (long)p;
    void *below = 0;
    if (n > 0) {
        pthread_t t;
        pthread_create(&t, NULL, chain, (void *)(n - 1));
        pthread_join(t, &below);
    }
    printf("%ld\n", n);
    return (void *)(n + (long)below);
}
int main(void)
{
    pthread_t t;
    void *sum;
    pthread_create(&t, NULL, chain, (void *)10);
    pthread_join(t, &sum);
    assert((long)sum == 55);
    return 0;
}
