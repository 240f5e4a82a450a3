// A hundred threads at once, joined in reverse.
// expect: inconclusive
// options: --engine sample --executions 20
#include <pthread.h>
#include <stdio.h>
#include <assert.h>
#define N 100
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
int sum;
void *f(void *p)
{
    pthread_mutex_lock(&m);
    sum += (int)(long)p;
    pthread_mutex_unlock(&m);
    return p;
}
int main(void)
{
    pthread_t t[N];
    for (long i = 0; i < N; i++) pthread_create(&t[i], NULL, f, (void *)i);
    for (long i = N - 1; i >= 0; i--) {
        void *v;
        pthread_join(t[i], &v);
        assert(v == (void *)i);
    }
    assert(sum == N * (N - 1) / 2);
    return 0;
}
