// main holds the lock over the join, and the task needs it.
// expect: violation deadlock
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdio.h>
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
void *f(void *p)
{
    pthread_mutex_lock(&m);
    printf("never\n");
    pthread_mutex_unlock(&m);
    return p;
}
int main(void)
{
    pthread_t t;
    pthread_mutex_lock(&m);
    pthread_create(&t, NULL, f, NULL);
    pthread_join(t, NULL);
    pthread_mutex_unlock(&m);
    return 0;
}
