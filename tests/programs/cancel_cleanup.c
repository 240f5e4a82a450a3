// A task is cancelled while it waits; its handler gives the lock back.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <stdio.h>
#include <assert.h>
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t never = PTHREAD_COND_INITIALIZER;
int cleaned;
void unlock(void *p)
{
    cleaned++;
    pthread_mutex_unlock((pthread_mutex_t *)p);
}
void *waiter(void *p)
{
    pthread_mutex_lock(&m);
    pthread_cleanup_push(unlock, &m);
    for (;;)
        pthread_cond_wait(&never, &m);
    pthread_cleanup_pop(0);
    return p;
}
int main(void)
{
    pthread_t t;
    void *result;
    pthread_create(&t, NULL, waiter, NULL);
    pthread_cancel(t);
    pthread_join(t, &result);
    assert(result == PTHREAD_CANCELED);
    pthread_mutex_lock(&m);     /* free again */
    pthread_mutex_unlock(&m);
    printf("cleaned %d times\n", cleaned);
    assert(cleaned <= 1);
    return 0;
}
