// Two deadlocks at the same lines, of other mutexes; each of four tasks takes part in one of them.
// expect: violation deadlock
// options: --engine brute --all-bugs
// native: compiles
#include <pthread.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER, d = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t *const left[] = {&a, &b, &c, &d}, *const right[] = {&b, &a, &d, &c};

static void *both(void *argument)
{
    long i = (long)argument;
    pthread_mutex_lock(left[i]);
    pthread_mutex_lock(right[i]);
    pthread_mutex_unlock(right[i]);
    pthread_mutex_unlock(left[i]);
    return NULL;
}

int main(void)
{
    for (long first = 0; first < 4; first += 2) {
        pthread_t tasks[2];
        pthread_create(&tasks[0], NULL, both, (void *)first);
        pthread_create(&tasks[1], NULL, both, (void *)(first + 1));
        pthread_join(tasks[0], NULL);
        pthread_join(tasks[1], NULL);
    }
    return 0;
}
