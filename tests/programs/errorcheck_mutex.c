// An error-checking mutex answers, it does not punish.
// expect: verified
// options: --engine brute
#define _GNU_SOURCE
#include <pthread.h>
#include <errno.h>
#include <assert.h>
#include <string.h>
#include <stdio.h>
pthread_mutex_t m = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
void *f(void *p)
{
    int rc = pthread_mutex_unlock(&m);
    if (rc != 0)
        fprintf(stderr, "unlock: %s\n", strerror(rc));
    assert(rc == EPERM);
    pthread_mutex_lock(&m);
    rc = pthread_mutex_lock(&m);
    assert(rc == EDEADLK);
    assert(pthread_mutex_unlock(&m) == 0);
    return p;
}
int main(void)
{
    pthread_t t, u;
    pthread_create(&t, NULL, f, NULL);
    pthread_create(&u, NULL, f, NULL);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
