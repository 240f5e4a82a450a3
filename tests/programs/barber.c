// The sleeping barber with semaphores; customers who find no chair go away.
// expect: inconclusive
// options: --engine sample --executions 200
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <assert.h>

#define CHAIRS 2
#define CUSTOMERS 4

sem_t customers, barber;
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
int waiting = 0, cut = 0, left = 0, closing = 0;

void *barber_thread(void *arg)
{
    for (;;) {
        sem_wait(&customers);
        pthread_mutex_lock(&mutex);
        if (closing && waiting == 0) {
            pthread_mutex_unlock(&mutex);
            break;
        }
        waiting--;
        sem_post(&barber);
        pthread_mutex_unlock(&mutex);
        printf("barber: cutting hair\n");
    }
    return NULL;
}

void *customer_thread(void *arg)
{
    pthread_mutex_lock(&mutex);
    if (waiting < CHAIRS) {
        waiting++;
        sem_post(&customers);
        pthread_mutex_unlock(&mutex);
        sem_wait(&barber);
        pthread_mutex_lock(&mutex);
        cut++;
        pthread_mutex_unlock(&mutex);
    } else {
        left++;
        pthread_mutex_unlock(&mutex);
        printf("customer %ld: full, bye\n", (long)arg);
    }
    return NULL;
}

int main()
{
    pthread_t b, c[CUSTOMERS];
    long i;
    sem_init(&customers, 0, 0);
    sem_init(&barber, 0, 0);
    pthread_create(&b, NULL, barber_thread, NULL);
    for (i = 0; i < CUSTOMERS; i++) pthread_create(&c[i], NULL, customer_thread, (void *)i);
    for (i = 0; i < CUSTOMERS; i++) pthread_join(c[i], NULL);
    pthread_mutex_lock(&mutex);
    closing = 1;
    pthread_mutex_unlock(&mutex);
    sem_post(&customers);
    pthread_join(b, NULL);
    printf("%d cut, %d left\n", cut, left);
    assert(cut + left == CUSTOMERS && waiting == 0);
    sem_destroy(&customers);
    sem_destroy(&barber);
    return 0;
}
