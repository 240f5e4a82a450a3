// One side is atomic, the other is not.
// expect: violation data-race
// options: --engine sample --executions 200
// native: compiles
#include <pthread.h>
#include <stdio.h>
int hits;
void *f(void *p)
{
    __sync_fetch_and_add(&hits, 1);
    return p;
}
void *g(void *p)
{
    if (hits > 0)
        printf("somebody hit\n");
    return p;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, f, NULL);
    pthread_create(&b, NULL, g, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
