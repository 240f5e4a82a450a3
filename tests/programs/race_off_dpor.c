// expect: violation assertion
// native: compiles
// options: --race off --engine dpor
/* That a data race is no error does not make what follows from it right. */
#include <assert.h>
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int ready, cell;

/* Whether it writes or not, it ends in the same state. */
static void *writes(void *argument)
{
    pthread_mutex_lock(&mutex);
    int go = ready;
    pthread_mutex_unlock(&mutex);
    if (go) {
        cell = 1;
        cell = 0;
    }
    return argument;
}

static void *reads(void *argument)
{
    pthread_mutex_lock(&mutex);
    ready = 1;
    pthread_mutex_unlock(&mutex);
    assert(cell == 0);
    return argument;
}

int main(void)
{
    pthread_t first, second;
    pthread_create(&first, NULL, writes, NULL);
    pthread_create(&second, NULL, reads, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
