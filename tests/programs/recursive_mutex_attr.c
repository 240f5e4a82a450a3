// One unlock too few: the mutex stays locked for the other.
// expect: violation deadlock
// options: --engine brute
// native: compiles
#define _GNU_SOURCE
#include <pthread.h>
pthread_mutex_t m;
void *f(void *p)
{
    pthread_mutex_lock(&m);
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
    return p;
}
int main(void)
{
    pthread_t t, u;
    pthread_mutexattr_t a;
    pthread_mutexattr_init(&a);
    pthread_mutexattr_settype(&a, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&m, &a);
    pthread_mutexattr_destroy(&a);
    pthread_create(&t, NULL, f, NULL);
    pthread_create(&u, NULL, f, NULL);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
