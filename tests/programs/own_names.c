// Defines wait, delay, signal and barrier_wait itself: they are not the system's.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <stdio.h>
#include <assert.h>

pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t c = PTHREAD_COND_INITIALIZER;
int arrived = 0, generation = 0;

void delay(int n)
{
    int i, j;
    for (i = 0; i < n; i++)
        for (j = 0; j < 10; j++)
            ;
}

void wait(int gen)
{
    while (gen == generation)
        pthread_cond_wait(&c, &m);
}

void signal(void)
{
    generation++;
    pthread_cond_broadcast(&c);
}

void barrier_wait(void)
{
    pthread_mutex_lock(&m);
    if (++arrived == 2) {
        arrived = 0;
        signal();
    } else {
        wait(generation);
    }
    pthread_mutex_unlock(&m);
}

int stage[2];

void *player(void *arg)
{
    int id = (int)(long)arg;
    delay(3);
    stage[id] = 1;
    barrier_wait();
    assert(stage[1 - id] == 1);
    printf("player %d goes on\n", id);
    barrier_wait();
    return 0;
}

int main()
{
    pthread_t t[2];
    long i;
    for (i = 0; i < 2; i++) pthread_create(&t[i], 0, player, (void *)i);
    for (i = 0; i < 2; i++) pthread_join(t[i], 0);
    return 0;
}
