// Waits without having locked.
// expect: violation misuse
// options: --engine brute
// native: compiles
#include <pthread.h>
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t c = PTHREAD_COND_INITIALIZER;
void *f(void *p)
{
    pthread_cond_wait(&c, &m);
    return p;
}
int main(void)
{
    pthread_t a;
    pthread_create(&a, NULL, f, NULL);
    pthread_cond_signal(&c);
    pthread_join(a, NULL);
    return 0;
}
