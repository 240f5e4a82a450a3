// expect: unsupported
// arch: x86_64
#include <pthread.h>
#include <assert.h>

static int n;

static inline int fetch_add(int *p, int v)
{
    __asm__ volatile("lock xaddl %0, %1" : "+r"(v), "+m"(*p) : : "memory");
    return v;
}

void *f(void *a)
{
    fetch_add(&n, 1);
    return a;
}

int main(void)
{
    pthread_t t[3];
    for (int i = 0; i < 3; i++)
        pthread_create(&t[i], 0, f, 0);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], 0);
    assert(n == 3);
    return 0;
}
