// The deadline lies in the future; both outcomes are possible, and both are handled.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <time.h>
#include <errno.h>
#include <stdio.h>
#include <assert.h>
#include <sys/time.h>
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t c = PTHREAD_COND_INITIALIZER;
int ready;
void *setter(void *p)
{
    pthread_mutex_lock(&m);
    ready = 1;
    pthread_cond_signal(&c);
    pthread_mutex_unlock(&m);
    return p;
}
int main(void)
{
    pthread_t t;
    struct timeval now;
    struct timespec deadline;
    int rc = 0;
    gettimeofday(&now, NULL);
    deadline.tv_sec = now.tv_sec + 2;
    deadline.tv_nsec = now.tv_usec * 1000;
    pthread_create(&t, NULL, setter, NULL);
    pthread_mutex_lock(&m);
    while (!ready && rc == 0)
        rc = pthread_cond_timedwait(&c, &m, &deadline);
    if (!ready) {
        assert(rc == ETIMEDOUT);
        puts("too late");
    }
    pthread_mutex_unlock(&m);
    pthread_join(t, NULL);
    assert(ready);
    return 0;
}
