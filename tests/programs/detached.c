// Detached by attribute, counted in with a semaphore.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
sem_t done;
void *job(void *p)
{
    int *n = p;
    printf("job %d\n", *n);
    free(n);
    sem_post(&done);
    return NULL;
}
int main(void)
{
    pthread_attr_t attr;
    pthread_t t;
    sem_init(&done, 0, 0);
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, 64 * 1024);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    for (int i = 0; i < 3; i++) {
        int *n = malloc(sizeof(int));
        *n = i;
        if (pthread_create(&t, &attr, job, n) != 0) {
            perror("create");
            return 1;
        }
    }
    pthread_attr_destroy(&attr);
    for (int i = 0; i < 3; i++)
        sem_wait(&done);
    return 0;
}
