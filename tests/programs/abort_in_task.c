// expect: violation crash
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdlib.h>
#include <stdio.h>
void *f(void *p)
{
    fprintf(stderr, "fatal: cannot happen\n");
    abort();
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, f, NULL);
    pthread_join(t, NULL);
    return 0;
}
