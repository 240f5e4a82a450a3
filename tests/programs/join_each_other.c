// expect: violation deadlock
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <semaphore.h>
pthread_t a, b;
sem_t go;
void *fa(void *p) { sem_wait(&go); pthread_join(b, NULL); return p; }
void *fb(void *p) { sem_wait(&go); pthread_join(a, NULL); return p; }
int main(void)
{
    sem_init(&go, 0, 0);
    pthread_create(&a, NULL, fa, NULL);
    pthread_create(&b, NULL, fb, NULL);
    sem_post(&go);
    sem_post(&go);
    pthread_exit(NULL);
}
