/* Ping-pong by two semaphores: every operation hands over to the other task. */
#include <pthread.h>
#include <semaphore.h>

static sem_t turns[2];

static void *work(void *argument)
{
    int me = (int)(long)argument;
    for (int i = 0; i < 250; i++) {
        sem_wait(&turns[me]);
        sem_post(&turns[1 - me]);
    }
    return NULL;
}

int main(void)
{
    pthread_t tasks[2];
    sem_init(&turns[0], 0, 1);
    sem_init(&turns[1], 0, 0);
    for (long i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, work, (void *)i);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
    return 0;
}
