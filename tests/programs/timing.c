// Measures itself with every clock there is.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <sys/time.h>
#include <unistd.h>
#include <assert.h>
void *nap(void *p)
{
    struct timespec ts = {0, 2000000};
    usleep(1000);
    nanosleep(&ts, NULL);
    return p;
}
int main(void)
{
    struct timeval a, b;
    struct timespec ta, tb;
    pthread_t t;
    time_t now = time(NULL);
    gettimeofday(&a, NULL);
    clock_gettime(CLOCK_MONOTONIC, &ta);
    pthread_create(&t, NULL, nap, NULL);
    pthread_join(t, NULL);
    clock_gettime(CLOCK_MONOTONIC, &tb);
    gettimeofday(&b, NULL);
    double elapsed = (b.tv_sec - a.tv_sec) + (b.tv_usec - a.tv_usec) / 1e6;
    printf("elapsed %.6f s\n", elapsed);
    assert(elapsed >= 0);
    assert(tb.tv_sec > ta.tv_sec || (tb.tv_sec == ta.tv_sec && tb.tv_nsec >= ta.tv_nsec));
    assert(now <= time(NULL));
    return 0;
}
