// A spinlock in inline assembly: its accesses are not instrumented, so nothing can be said.
// expect: unsupported
// arch: x86_64
#include <pthread.h>
#include <stdio.h>

static volatile int lock_word = 0;
static int counter = 0;

static int cas(volatile int *ptr, int old, int new)
{
    int prev;
    __asm__ __volatile__("lock; cmpxchgl %2, %1"
                         : "=a"(prev), "+m"(*ptr)
                         : "r"(new), "0"(old)
                         : "memory");
    return prev;
}

static void *worker(void *arg)
{
    int i;
    for (i = 0; i < 10; i++) {
        while (cas(&lock_word, 0, 1) != 0)
            ;
        counter++;
        lock_word = 0;
    }
    return NULL;
}

int main(void)
{
    pthread_t t1, t2;
    pthread_create(&t1, NULL, worker, NULL);
    pthread_create(&t2, NULL, worker, NULL);
    pthread_join(t1, NULL);
    pthread_join(t2, NULL);
    printf("%d\n", counter);
    return counter == 20 ? 0 : 1;
}
