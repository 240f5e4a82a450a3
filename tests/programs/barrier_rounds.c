// A game of life in one dimension, with a pthread barrier between the generations.
// expect: inconclusive
// options: --engine sample --executions 200
#define _XOPEN_SOURCE 600
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <assert.h>
#define CELLS 8
#define WORKERS 2
#define GENERATIONS 3
static int grid[2][CELLS] = {{0, 0, 0, 1, 1, 0, 0, 0}};
static pthread_barrier_t bar;
static void *worker(void *arg)
{
    int id = *(const int *)arg, from = id * CELLS / WORKERS, to = (id + 1) * CELLS / WORKERS;
    for (int g = 0; g < GENERATIONS; g++) {
        int *old = grid[g % 2], *new = grid[(g + 1) % 2];
        for (int i = from; i < to; i++)
            new[i] = old[(i + CELLS - 1) % CELLS] ^ old[(i + 1) % CELLS];
        int rc = pthread_barrier_wait(&bar);
        if (rc == PTHREAD_BARRIER_SERIAL_THREAD) {
            printf("generation %d: ", g + 1);
            for (int i = 0; i < CELLS; i++)
                putchar(new[i] ? '#' : '.');
            putchar('\n');
        } else if (rc != 0)
            assert(!"barrier");
    }
    return NULL;
}
int main(void)
{
    pthread_t t[WORKERS];
    int ids[WORKERS];
    assert(pthread_barrier_init(&bar, NULL, WORKERS) == 0);
    for (int i = 0; i < WORKERS; i++) {
        ids[i] = i;
        pthread_create(&t[i], NULL, worker, &ids[i]);
    }
    for (int i = 0; i < WORKERS; i++)
        pthread_join(t[i], NULL);
    pthread_barrier_destroy(&bar);
    return 0;
}
