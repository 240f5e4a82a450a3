// expect: verified
// options: --engine brute
#include <pthread.h>
#include <errno.h>
#include <time.h>
#include <assert.h>
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
int n;
void *f(void *p)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    ts.tv_sec += 1;
    int rc = pthread_mutex_timedlock(&m, &ts);
    if (rc == 0) {
        n++;
        pthread_mutex_unlock(&m);
    } else
        assert(rc == ETIMEDOUT);
    return p;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, f, NULL);
    pthread_create(&b, NULL, f, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(n <= 2);
    return 0;
}
