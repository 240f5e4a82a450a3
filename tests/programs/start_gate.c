// Everybody waits for a starting shot, which is fired before some have come to the line.
// expect: violation lost-wakeup
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t go = PTHREAD_COND_INITIALIZER;
void *runner(void *p)
{
    pthread_mutex_lock(&m);
    pthread_cond_wait(&go, &m);
    pthread_mutex_unlock(&m);
    printf("runner %ld runs\n", (long)p);
    return NULL;
}
int main(void)
{
    pthread_t t[2];
    for (long i = 0; i < 2; i++) pthread_create(&t[i], NULL, runner, (void *)i);
    sleep(1);
    pthread_cond_broadcast(&go);
    for (int i = 0; i < 2; i++) pthread_join(t[i], NULL);
    return 0;
}
