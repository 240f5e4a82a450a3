// The sleep is long enough on every machine the author has tried.  It orders nothing.
// expect: violation data-race
// options: --engine sample --executions 500
// native: compiles
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

int result;

void *compute(void *arg)
{
    int n = *(int *)arg, f = 1;
    while (n > 1)
        f *= n--;
    result = f;
    return NULL;
}

int main(void)
{
    pthread_t t;
    int n = 5;
    pthread_create(&t, NULL, compute, &n);
    sleep(1);   /* wait for the thread */
    printf("%d! = %d\n", n, result);
    pthread_join(t, NULL);
    return 0;
}
