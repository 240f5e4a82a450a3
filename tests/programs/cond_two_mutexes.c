// Two tasks wait on one condition variable with two different mutexes.
// expect: violation misuse
// options: --engine brute
// native: compiles
#include <pthread.h>
pthread_mutex_t m1 = PTHREAD_MUTEX_INITIALIZER, m2 = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t c = PTHREAD_COND_INITIALIZER;
void *f1(void *p)
{
    pthread_mutex_lock(&m1);
    pthread_cond_wait(&c, &m1);
    pthread_mutex_unlock(&m1);
    return p;
}
void *f2(void *p)
{
    pthread_mutex_lock(&m2);
    pthread_cond_wait(&c, &m2);
    pthread_mutex_unlock(&m2);
    return p;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, f1, NULL);
    pthread_create(&b, NULL, f2, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
