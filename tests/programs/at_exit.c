// expect: verified
// options: --engine brute
#include <stdlib.h>
#include <stdio.h>
#include <pthread.h>
#include <assert.h>
static int order;
static void last(void) { printf("last\n"); assert(order == 2); }
static void first(void) { printf("first\n"); assert(order == 1); order = 2; }
static void *f(void *p) { order = 1; return p; }
int main(void)
{
    pthread_t t;
    atexit(last);
    atexit(first);   /* runs before last */
    pthread_create(&t, NULL, f, NULL);
    pthread_join(t, NULL);
    return 0;
}
