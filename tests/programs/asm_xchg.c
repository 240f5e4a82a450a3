// xchg with memory locks the bus without a lock prefix.
// expect: unsupported
// arch: x86_64
#include <pthread.h>
#include <stdio.h>

int lock = 0;

int xchg(int *addr, int newval)
{
    int result;
    asm volatile("xchgl %0, %1" : "=r"(result), "+m"(*addr) : "0"(newval) : "memory");
    return result;
}

void *f(void *p)
{
    while (xchg(&lock, 1) == 1)
        ;
    puts("inside");
    xchg(&lock, 0);
    return 0;
}

int main()
{
    pthread_t a, b;
    pthread_create(&a, 0, f, 0);
    pthread_create(&b, 0, f, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
