// The owner ends without unlocking; the next one is told, repairs, and goes on.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <errno.h>
#include <assert.h>
pthread_mutex_t m;
int half_done;
void *dies(void *p)
{
    pthread_mutex_lock(&m);
    half_done = 1;
    return p;
}
int main(void)
{
    pthread_t t;
    pthread_mutexattr_t a;
    pthread_mutexattr_init(&a);
    pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&m, &a);
    pthread_create(&t, NULL, dies, NULL);
    pthread_join(t, NULL);
    int rc = pthread_mutex_lock(&m);
    assert(rc == EOWNERDEAD);
    half_done = 0;
    pthread_mutex_consistent(&m);
    pthread_mutex_unlock(&m);
    assert(pthread_mutex_lock(&m) == 0);
    pthread_mutex_unlock(&m);
    pthread_mutex_destroy(&m);
    return 0;
}
