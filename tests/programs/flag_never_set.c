// The worker forgets the flag when it has nothing to do, so main spins for ever.
// expect: violation livelock
// options: --engine brute
// native: compiles
#include <stdio.h>
#include <pthread.h>
volatile int done = 0;
int jobs = 0;
void *worker(void *p)
{
    while (jobs > 0) {
        jobs--;
        if (jobs == 0) done = 1;
    }
    return 0;
}
int main()
{
    pthread_t t;
    pthread_create(&t, NULL, worker, NULL);
    while (done == 0) { }
    pthread_join(t, NULL);
    return 0;
}
