// Returns the address of a local; main does not look at it.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <stdio.h>
void *f(void *p)
{
    int local = 5;
    int *r = &local;
    printf("%d\n", *r);
    return r;
}
int main(void)
{
    pthread_t t;
    void *r;
    pthread_create(&t, NULL, f, NULL);
    pthread_join(t, &r);
    return r == NULL;
}
