// Larger than any instruction: the compiler calls the library for it.
// expect: verified
// options: --engine brute
// cc: -latomic
#include <pthread.h>
#include <stdatomic.h>
#include <assert.h>
struct big { long a, b, c; };
_Atomic struct big shared;
void *writer(void *arg)
{
    struct big v = { (long)arg, (long)arg, (long)arg };
    atomic_store(&shared, v);
    return 0;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, 0, writer, (void *)1);
    pthread_create(&b, 0, writer, (void *)2);
    struct big seen = atomic_load(&shared);
    assert(seen.a == seen.b && seen.b == seen.c);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
