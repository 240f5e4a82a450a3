// sem_init is forgotten: a global semaphore is all zeroes, so nobody gets in.
// expect: violation misuse,deadlock
// options: --engine brute
// native: compiles
#include <semaphore.h>
#include <pthread.h>
sem_t s;
int n;
void *f(void *p)
{
    sem_wait(&s);
    n++;
    sem_post(&s);
    return p;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, f, NULL);
    pthread_create(&b, NULL, f, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
