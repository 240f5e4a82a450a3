// Statics, the heap, stdin and rand start anew in every execution.
// expect: verified
// options: --engine brute
// stdin: 7\n
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <assert.h>
static int runs;
static char *kept;
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
void *f(void *p)
{
    static int calls;
    pthread_mutex_lock(&m);
    calls++;
    assert(calls <= 2);
    pthread_mutex_unlock(&m);
    return p;
}
int main(void)
{
    pthread_t a, b;
    int n;
    assert(runs++ == 0);
    assert(kept == NULL);
    kept = malloc(10);
    assert(scanf("%d", &n) == 1 && n == 7);
    pthread_create(&a, 0, f, 0);
    pthread_create(&b, 0, f, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    free(kept);
    return 0;
}
