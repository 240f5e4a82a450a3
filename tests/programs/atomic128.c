// Sixteen bytes at once: a pointer and a version, or two counters.
// expect: verified
// options: --engine brute --cflags -mcx16
// cc: -mcx16 -latomic
// arch: x86_64
#include <pthread.h>
#include <stdatomic.h>
#include <assert.h>
struct pair { long count, sum; };
_Atomic struct pair p;
void *f(void *arg)
{
    struct pair old = atomic_load(&p), new;
    do {
        new.count = old.count + 1;
        new.sum = old.sum + (long)arg;
    } while (!atomic_compare_exchange_strong(&p, &old, new));
    return 0;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, 0, f, (void *)5);
    pthread_create(&b, 0, f, (void *)7);
    pthread_join(a, 0);
    pthread_join(b, 0);
    struct pair end = atomic_load(&p);
    assert(end.count == 2 && end.sum == 12);
    return 0;
}
