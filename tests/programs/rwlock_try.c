// expect: verified
// options: --engine brute
#include <pthread.h>
#include <errno.h>
#include <assert.h>
pthread_rwlock_t rw;
int v, missed;
void *f(void *p)
{
    int rc = pthread_rwlock_trywrlock(&rw);
    if (rc == 0) {
        v++;
        pthread_rwlock_unlock(&rw);
    } else {
        assert(rc == EBUSY);
        pthread_rwlock_rdlock(&rw);
        assert(v >= 0);
        pthread_rwlock_unlock(&rw);
    }
    return p;
}
int main(void)
{
    pthread_t a, b;
    pthread_rwlock_init(&rw, NULL);
    pthread_create(&a, NULL, f, NULL);
    pthread_create(&b, NULL, f, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    pthread_rwlock_destroy(&rw);
    assert(v == 1 || v == 2);
    return 0;
}
