// Constructors run before main, destructors after it, in every execution anew.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <stdio.h>
#include <assert.h>
static int level = 1;
__attribute__((constructor)) static void up(void) { level++; }
__attribute__((destructor)) static void down(void) { assert(level == 3); }
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static void *f(void *p)
{
    pthread_mutex_lock(&m);
    assert(level == 2 || level == 102);
    level += 100;
    if (level > 200) level = 3;
    pthread_mutex_unlock(&m);
    return p;
}
int main(void)
{
    pthread_t a, b;
    assert(level == 2);
    pthread_create(&a, 0, f, 0);
    pthread_create(&b, 0, f, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
