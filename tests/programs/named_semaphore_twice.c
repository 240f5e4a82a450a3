// Two opens of one name are one semaphore.
// expect: verified
// options: --engine brute
#include <semaphore.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#define NAME "/heddle-test-ping"

int ball = 0;

void *pinger(void *p)
{
    sem_t *s = sem_open(NAME, 0);
    if (s == SEM_FAILED) { perror("sem_open in thread"); exit(1); }
    ball = 1;
    sem_post(s);
    sem_close(s);
    return p;
}

int main(void)
{
    pthread_t t;
    sem_unlink(NAME);
    sem_t *s = sem_open(NAME, O_CREAT, 0600, 0);
    if (s == SEM_FAILED) { perror("sem_open"); exit(1); }
    pthread_create(&t, NULL, pinger, NULL);
    sem_wait(s);
    assert(ball == 1);
    pthread_join(t, NULL);
    sem_close(s);
    assert(sem_unlink(NAME) == 0);
    assert(sem_open(NAME, 0) == SEM_FAILED && errno == ENOENT);
    return 0;
}
