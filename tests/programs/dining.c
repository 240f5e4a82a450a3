// Five philosophers, one of them left-handed.
// expect: inconclusive
// options: --engine sample --executions 200
#include <stdio.h>
#include <pthread.h>
#include <unistd.h>
#define N 5
pthread_mutex_t chopstick[N];
void *philosopher(void *num)
{
    int i = *(int *)num, l = i, r = (i + 1) % N;
    if (i == N - 1) { l = r; r = i; }
    for (int meal = 0; meal < 2; meal++) {
        printf("philosopher %d is thinking\n", i + 1);
        usleep(10);
        pthread_mutex_lock(&chopstick[l]);
        pthread_mutex_lock(&chopstick[r]);
        printf("philosopher %d takes %d and %d and eats\n", i + 1, l + 1, r + 1);
        pthread_mutex_unlock(&chopstick[r]);
        pthread_mutex_unlock(&chopstick[l]);
    }
    return NULL;
}
int main(void)
{
    pthread_t t[N];
    int id[N], i;
    for (i = 0; i < N; i++) pthread_mutex_init(&chopstick[i], NULL);
    for (i = 0; i < N; i++) { id[i] = i; pthread_create(&t[i], NULL, philosopher, &id[i]); }
    for (i = 0; i < N; i++) pthread_join(t[i], NULL);
    return 0;
}
