// A thread hands out the address of a local of a function that returns before it is used.
// expect: violation use-after-free
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <semaphore.h>
static sem_t ready, done;
static int *shared;
static int deep(int levels)
{
    int local = levels;
    if (levels > 0)
        return deep(levels - 1) + local;
    shared = &local;
    return local;
}
static void *work(void *unused)
{
    deep(100);
    sem_post(&ready);
    sem_wait(&done);
    return unused;
}
int main(void)
{
    pthread_t t;
    sem_init(&ready, 0, 0);
    sem_init(&done, 0, 0);
    pthread_create(&t, NULL, work, NULL);
    sem_wait(&ready);
    int seen = *shared;
    sem_post(&done);
    pthread_join(t, NULL);
    return seen != 0;
}
