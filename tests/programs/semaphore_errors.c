// trywait, timedwait, getvalue, and the errors they give through errno.
// expect: verified
// options: --engine brute
#include <semaphore.h>
#include <pthread.h>
#include <errno.h>
#include <time.h>
#include <stdio.h>
#include <string.h>
#include <assert.h>
sem_t s;
void *f(void *p)
{
    sem_post(&s);
    return p;
}
int main(void)
{
    pthread_t t;
    int v;
    struct timespec past = {0, 0}, later;
    sem_init(&s, 0, 1);
    sem_wait(&s);
    assert(sem_trywait(&s) == -1 && errno == EAGAIN);
    assert(sem_timedwait(&s, &past) == -1 && errno == ETIMEDOUT);
    printf("%s\n", strerror(errno));
    pthread_create(&t, NULL, f, NULL);
    clock_gettime(CLOCK_REALTIME, &later);
    later.tv_sec += 5;
    if (sem_timedwait(&s, &later) == -1) {
        assert(errno == ETIMEDOUT);
        sem_wait(&s);
    }
    sem_getvalue(&s, &v);
    assert(v == 0);
    pthread_join(t, NULL);
    sem_destroy(&s);
    return 0;
}
