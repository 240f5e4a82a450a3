// Waits, without and with yields, for flags that are local variables of main.
// expect: verified
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>
struct job {
    atomic_int started;
    volatile int done;
    int result;
};
static void *work(void *argument)
{
    struct job *job = argument;
    job->started = 1;
    job->result = 4;
    job->done = 1;
    return NULL;
}
int main(void)
{
    struct job job = {0};
    pthread_t t;
    pthread_create(&t, NULL, work, &job);
    while (!job.started)
        ;
    while (!job.done)
        sched_yield();
    int result = job.result;
    pthread_join(t, NULL);
    return result != 4;
}
