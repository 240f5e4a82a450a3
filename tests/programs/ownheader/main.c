// Brings its own semaphore.h and its own sem_wait with two arguments less than the system's.
// expect: verified
// options: --engine brute
#include <stdio.h>
#include <assert.h>
#include "semaphore.h"

sem_t s;
int shared;

void *thread_func(void *arg)
{
    sem_wait(&s);
    shared++;
    printf("in critical section: %s\n", (char *)arg);
    sem_post(&s);
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    sem_init(&s, 1);
    pthread_create(&a, NULL, thread_func, "first");
    pthread_create(&b, NULL, thread_func, "second");
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(shared == 2);
    return 0;
}
