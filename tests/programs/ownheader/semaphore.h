/* my own semaphores (from lab 3) */
#ifndef SEMAPHORE_H
#define SEMAPHORE_H
#include <pthread.h>

typedef struct semaphore {
    int value;
    pthread_mutex_t mutex;
    pthread_cond_t cond;
} sem_t;

void sem_init(sem_t *s, int value);
void sem_wait(sem_t *s);
void sem_post(sem_t *s);
#endif
