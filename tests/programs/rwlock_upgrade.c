// Wants to write while it holds the read lock: it waits for itself.
// expect: violation deadlock
// options: --engine brute
// native: compiles
#include <pthread.h>
pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
int v;
void *f(void *p)
{
    pthread_rwlock_rdlock(&rw);
    if (v == 0) {
        pthread_rwlock_wrlock(&rw);
        v = 1;
        pthread_rwlock_unlock(&rw);
    }
    pthread_rwlock_unlock(&rw);
    return p;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, f, NULL);
    pthread_create(&b, NULL, f, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
