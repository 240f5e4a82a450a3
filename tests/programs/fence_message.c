// Relaxed accesses ordered by fences.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <stdatomic.h>
#include <assert.h>
static int message;
static atomic_int flag;
static void *sender(void *p)
{
    message = 7;
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&flag, 1, memory_order_relaxed);
    return p;
}
static void *receiver(void *p)
{
    while (!atomic_load_explicit(&flag, memory_order_relaxed))
        ;
    atomic_thread_fence(memory_order_acquire);
    assert(message == 7);
    return p;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, sender, NULL);
    pthread_create(&b, NULL, receiver, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
