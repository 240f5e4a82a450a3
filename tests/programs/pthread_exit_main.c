// main leaves by pthread_exit; the others run on, and the process ends with the last.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <stdio.h>
#include <assert.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int done;
static void *work(void *p)
{
    pthread_mutex_lock(&m);
    done++;
    assert(done <= 2);
    pthread_mutex_unlock(&m);
    pthread_detach(pthread_self());
    return p;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, work, NULL);
    pthread_create(&t, NULL, work, NULL);
    pthread_exit(NULL);
}
