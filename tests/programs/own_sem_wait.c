// A spinning sem_wait of the author's own that takes the value without looking again: two get in.
// expect: violation assertion
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <assert.h>
#include <stdatomic.h>

typedef struct { atomic_int value; } sem_t;

sem_t mutex = { 1 };
atomic_int inside;

void sem_wait(sem_t *s)
{
    while (s->value <= 0)
        ;
    s->value--;
}

void sem_post(sem_t *s)
{
    s->value++;
}

void *run(void *p)
{
    sem_wait(&mutex);
    inside++;
    assert(inside == 1);
    inside--;
    sem_post(&mutex);
    return p;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, run, NULL);
    pthread_create(&b, NULL, run, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
