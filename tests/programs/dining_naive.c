// expect: violation deadlock
// options: --engine sample --executions 20000
// native: compiles
#include <stdio.h>
#include <pthread.h>
#include <semaphore.h>
#define N 3
sem_t fork_[N];
void *philosopher(void *num)
{
    int i = *(int *)num;
    sem_wait(&fork_[i]);
    printf("philosopher %d has the left fork\n", i);
    sem_wait(&fork_[(i + 1) % N]);
    printf("philosopher %d eats\n", i);
    sem_post(&fork_[(i + 1) % N]);
    sem_post(&fork_[i]);
    return NULL;
}
int main(void)
{
    pthread_t t[N];
    int id[N], i;
    for (i = 0; i < N; i++) sem_init(&fork_[i], 0, 1);
    for (i = 0; i < N; i++) { id[i] = i; pthread_create(&t[i], NULL, philosopher, &id[i]); }
    for (i = 0; i < N; i++) pthread_join(t[i], NULL);
    return 0;
}
