// expect: inconclusive
// options: --engine sample --executions 200
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <pthread.h>
#include <unistd.h>
#include <assert.h>

pthread_mutex_t mtx = PTHREAD_MUTEX_INITIALIZER;
int hits, tries;

void *throw_darts(void *arg)
{
    unsigned int seed = time(NULL) ^ (unsigned long)pthread_self();
    int i, mine = 0;
    for (i = 0; i < 20; i++) {
        double x = (double)rand_r(&seed) / RAND_MAX;
        double y = (double)rand_r(&seed) / RAND_MAX;
        if (x * x + y * y <= 1.0) mine++;
        if (rand() % 4 == 0) usleep(rand() % 100);
    }
    pthread_mutex_lock(&mtx);
    hits += mine;
    tries += 20;
    pthread_mutex_unlock(&mtx);
    return NULL;
}

int main()
{
    pthread_t t[3];
    int i;
    srand(time(NULL));
    for (i = 0; i < 3; i++) pthread_create(&t[i], NULL, throw_darts, NULL);
    for (i = 0; i < 3; i++) pthread_join(t[i], NULL);
    printf("pi is about %.3f\n", 4.0 * hits / tries);
    assert(tries == 60 && hits >= 0 && hits <= tries);
    return 0;
}
