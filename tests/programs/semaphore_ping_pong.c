// Odd and even numbers in order, by two semaphores.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <assert.h>
sem_t odd, even;
int last = 0;
void *odds(void *p)
{
    int i;
    for (i = 1; i < 10; i += 2) {
        sem_wait(&odd);
        assert(last == i - 1);
        printf("%d\n", last = i);
        sem_post(&even);
    }
    return p;
}
void *evens(void *p)
{
    int i;
    for (i = 2; i <= 10; i += 2) {
        sem_wait(&even);
        assert(last == i - 1);
        printf("%d\n", last = i);
        sem_post(&odd);
    }
    return p;
}
int main(void)
{
    pthread_t a, b;
    sem_init(&odd, 0, 1);
    sem_init(&even, 0, 0);
    pthread_create(&a, NULL, odds, NULL);
    pthread_create(&b, NULL, evens, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(last == 10);
    sem_destroy(&odd);
    sem_destroy(&even);
    return 0;
}
