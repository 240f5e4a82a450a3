// Each task locks a mutex of its own, a local: that protects nothing.
// expect: violation data-race
// options: --engine sample --executions 200
// native: compiles
#include <pthread.h>
int total;
void *f(void *p)
{
    pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&m);
    total++;
    pthread_mutex_unlock(&m);
    return p;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, f, NULL);
    pthread_create(&b, NULL, f, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
