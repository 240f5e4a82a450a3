// Shutdown wakes one worker only; the others sleep on.
// expect: violation deadlock
// options: --engine sample --executions 500
// native: compiles
#include <pthread.h>
#include <stdio.h>
pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t work = PTHREAD_COND_INITIALIZER;
int jobs = 3, stop = 0;
void *worker(void *arg)
{
    while (1) {
        pthread_mutex_lock(&lock);
        while (jobs == 0 && !stop)
            pthread_cond_wait(&work, &lock);
        if (jobs > 0) {
            jobs--;
            pthread_mutex_unlock(&lock);
            printf("worker %ld works\n", (long)arg);
            continue;
        }
        pthread_mutex_unlock(&lock);
        return NULL;
    }
}
int main(void)
{
    pthread_t t[3];
    for (long i = 0; i < 3; i++) pthread_create(&t[i], NULL, worker, (void *)i);
    pthread_mutex_lock(&lock);
    stop = 1;
    pthread_cond_signal(&work);
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < 3; i++) pthread_join(t[i], NULL);
    return 0;
}
