// expect: verified
// options: --engine brute
#include <pthread.h>
#include <errno.h>
#include <stdio.h>
#include <assert.h>
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
int got, missed;
pthread_mutex_t count = PTHREAD_MUTEX_INITIALIZER;
void *f(void *p)
{
    int rc = pthread_mutex_trylock(&m);
    if (rc == 0) {
        pthread_mutex_lock(&count);
        got++;
        pthread_mutex_unlock(&count);
        pthread_mutex_unlock(&m);
    } else {
        assert(rc == EBUSY);
        pthread_mutex_lock(&count);
        missed++;
        pthread_mutex_unlock(&count);
    }
    return p;
}
int main(void)
{
    pthread_t t, u;
    pthread_create(&t, NULL, f, NULL);
    pthread_create(&u, NULL, f, NULL);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    printf("%d got it, %d did not\n", got, missed);
    assert(got >= 1 && got + missed == 2);
    return 0;
}
