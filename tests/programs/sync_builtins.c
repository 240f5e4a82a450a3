// The old __sync builtins, and a lock made of them.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <assert.h>
static int lock, n, sum;
static void acquire(void)
{
    while (__sync_lock_test_and_set(&lock, 1))
        ;
}
static void release(void) { __sync_lock_release(&lock); }
static void *f(void *p)
{
    acquire();
    n++;
    release();
    __sync_fetch_and_add(&sum, 5);
    __sync_synchronize();
    while (!__sync_bool_compare_and_swap(&sum, sum, sum + 1))
        ;
    return p;
}
int main(void)
{
    pthread_t a;
    pthread_create(&a, NULL, f, NULL);
    pthread_join(a, NULL);
    f(NULL);
    assert(n == 2 && sum == 12);
    return 0;
}
