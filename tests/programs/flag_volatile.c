// expect: verified
// options: --engine brute
#include <stdio.h>
#include <pthread.h>

volatile int done = 0;

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
    while (!done)
        ;
    printf("worker says done\n");
    pthread_join(t, NULL);
    return 0;
}
