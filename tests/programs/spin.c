// expect: verified
// options: --engine brute
#include <pthread.h>
#include <assert.h>
#include <errno.h>
pthread_spinlock_t lock;
int n;
void *f(void *p)
{
    if (pthread_spin_trylock(&lock) == EBUSY)
        pthread_spin_lock(&lock);
    n += 2;
    pthread_spin_unlock(&lock);
    return p;
}
int main(void)
{
    pthread_t a, b;
    pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
    pthread_create(&a, NULL, f, NULL);
    pthread_create(&b, NULL, f, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    pthread_spin_destroy(&lock);
    assert(n == 4);
    return 0;
}
