// Main destroys the semaphore while a task may still wait on it.
// expect: violation misuse
// options: --engine brute
// native: compiles
#include <semaphore.h>
#include <pthread.h>
#include <unistd.h>
sem_t s;
void *f(void *p)
{
    sem_wait(&s);
    return p;
}
int main(void)
{
    pthread_t t;
    sem_init(&s, 0, 0);
    pthread_create(&t, NULL, f, NULL);
    usleep(100);
    sem_destroy(&s);
    pthread_join(t, NULL);
    return 0;
}
