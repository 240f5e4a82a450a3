// <threads.h> instead of <pthread.h>.
// expect: verified
// options: --engine brute
#include <threads.h>
#include <stdio.h>
#include <assert.h>
static mtx_t m;
static int n;
static thread_local int mine;
static int run(void *arg)
{
    mine = *(int *)arg;
    mtx_lock(&m);
    n += mine;
    mtx_unlock(&m);
    return mine;
}
int main(void)
{
    thrd_t a, b;
    int one = 1, two = 2, ra, rb;
    mtx_init(&m, mtx_plain);
    thrd_create(&a, run, &one);
    thrd_create(&b, run, &two);
    thrd_join(a, &ra);
    thrd_join(b, &rb);
    mtx_destroy(&m);
    assert(n == 3 && ra == 1 && rb == 2);
    return 0;
}
