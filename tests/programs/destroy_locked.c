// expect: violation misuse
// options: --engine brute
// native: compiles
#include <pthread.h>
pthread_mutex_t m;
void *f(void *p)
{
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
    return p;
}
int main(void)
{
    pthread_t t;
    pthread_mutex_init(&m, NULL);
    pthread_create(&t, NULL, f, NULL);
    pthread_mutex_lock(&m);
    pthread_mutex_destroy(&m);
    pthread_join(t, NULL);
    return 0;
}
