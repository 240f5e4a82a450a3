// Writes behind its last variable: the next execution must not see what is there.
// expect: verified
// options: --self-check
// native: compiles
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
static atomic_int turns = 1; /* not zero: so that only last is in .bss */
static int last[1000];
static volatile int outside = 1000;
static void *work(void *unused)
{
    turns++;
    return unused;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, work, NULL);
    for (int i = outside; i < outside + 20; i++) {
        assert(last[i] == 0);
        last[i] = 1;
    }
    turns++;
    return pthread_join(t, NULL);
}
