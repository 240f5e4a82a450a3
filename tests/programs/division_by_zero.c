// Only in one order is the divisor 0.
// expect: violation crash
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdio.h>
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
int n = 1, q;
void *decrease(void *p)
{
    pthread_mutex_lock(&m);
    n--;
    pthread_mutex_unlock(&m);
    return p;
}
void *divide(void *p)
{
    pthread_mutex_lock(&m);
    q = 100 / n;
    pthread_mutex_unlock(&m);
    return p;
}
int main()
{
    pthread_t a, b;
    pthread_create(&a, 0, decrease, 0);
    pthread_create(&b, 0, divide, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    printf("%d\n", q);
    return 0;
}
