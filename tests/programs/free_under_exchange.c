// A block is freed while a task is about to exchange a value in it.  Both exchange, so there is no data
// race: the one that comes first is ordered before the other.
// expect: violation use-after-free
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_int *cell;

static void *set(void *unused)
{
    atomic_exchange(cell, 1);
    return unused;
}

int main(void)
{
    pthread_t task;
    cell = calloc(1, sizeof *cell);
    pthread_create(&task, NULL, set, NULL);
    atomic_exchange(cell, 2);
    free(cell);
    pthread_join(task, NULL);
    return 0;
}
