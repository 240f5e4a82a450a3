// expect: verified
// options: --engine brute
#define _GNU_SOURCE
#include <pthread.h>
#include <assert.h>
pthread_mutex_t m = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
int sum;
void add(int n)
{
    pthread_mutex_lock(&m);
    sum += n;
    pthread_mutex_unlock(&m);
}
void *add_all(void *p)
{
    pthread_mutex_lock(&m);
    for (int i = 0; i < 3; i++)
        add(i);
    pthread_mutex_unlock(&m);
    return p;
}
int main(void)
{
    pthread_t t, u;
    pthread_create(&t, NULL, add_all, NULL);
    pthread_create(&u, NULL, add_all, NULL);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    assert(sum == 6);
    return 0;
}
