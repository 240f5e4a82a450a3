// Assembly that was allowed writes to a global variable: every execution finds it as it was built.
// options: --allow-asm --engine brute
// expect: verified
// arch: x86_64
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
static int started;
static atomic_int turns;
static void *run(void *unused)
{
    atomic_fetch_add(&turns, 1);
    return unused;
}
int main(void)
{
    pthread_t t[2];
    __asm__ volatile("lock incl %0" : "+m"(started));
    assert(started == 1);
    for (int i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, run, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
}
