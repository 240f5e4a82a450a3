// main spins on a plain int: it works at -O0, but it is a data race (and an endless loop at -O2).
// expect: violation data-race
// options: --engine sample --executions 500
// native: compiles
#include <stdio.h>
#include <pthread.h>

int done = 0;

void *worker(void *p)
{
    printf("working...\n");
    done = 1;
    return 0;
}

int main()
{
    pthread_t t;
    pthread_create(&t, NULL, worker, NULL);
    while (!done);
    printf("worker says done\n");
    pthread_join(t, NULL);
    return 0;
}
