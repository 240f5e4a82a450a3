// The same without the fences: nothing orders message.
// expect: violation data-race
// options: --engine sample --executions 200
// native: compiles
#include <pthread.h>
#include <stdatomic.h>
static int message, seen;
static atomic_int flag;
static void *sender(void *p)
{
    message = 7;
    atomic_store_explicit(&flag, 1, memory_order_relaxed);
    return p;
}
static void *receiver(void *p)
{
    while (!atomic_load_explicit(&flag, memory_order_relaxed))
        ;
    seen = message;
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
