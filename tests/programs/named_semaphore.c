// O_EXCL must succeed in every execution although nobody unlinks: nothing may leak between executions
// (or into the real system, where a second run would fail).
// expect: verified
// options: --engine brute
// native: compiles
#include <semaphore.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <assert.h>

sem_t *sem;
int shared;

void *run(void *p)
{
    sem_wait(sem);
    shared++;
    sem_post(sem);
    return p;
}

int main(void)
{
    pthread_t a, b;
    sem = sem_open("/heddle-test-left-behind", O_CREAT | O_EXCL, 0644, 1);
    if (sem == SEM_FAILED) {
        perror("sem_open");
        assert(!"leaked from an earlier execution");
    }
    pthread_create(&a, NULL, run, NULL);
    pthread_create(&b, NULL, run, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(shared == 2);
    sem_close(sem);
    return 0;
}
