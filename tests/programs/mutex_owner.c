// Reads glibc's private field to know who holds the lock.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <stdio.h>
#include <assert.h>

pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void *run(void *p)
{
    pthread_mutex_lock(&lock);
    assert(lock.__data.__owner != 0);
    printf("owner is %d\n", lock.__data.__owner);
    pthread_mutex_unlock(&lock);
    return p;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, run, NULL);
    pthread_create(&b, NULL, run, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(lock.__data.__owner == 0);
    return 0;
}
