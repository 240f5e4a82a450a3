// errno belongs to each task.
// expect: verified
// options: --engine brute
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <assert.h>
void *f(void *p)
{
    errno = 0;
    long v = strtol(p, NULL, 10);
    sched_yield();
    if (errno == ERANGE) {
        perror("strtol");
        assert(v == LONG_MAX);
    } else
        assert(v == 12 && errno == 0);
    return NULL;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, f, "12");
    pthread_create(&b, NULL, f, "999999999999999999999999");
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
