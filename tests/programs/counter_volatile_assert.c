// volatile does not make an increment atomic: one of the two may be lost.
// expect: violation assertion
// options: --engine brute
// native: compiles
#include <assert.h>
#include <pthread.h>
volatile int x;
void *inc(void *a) { x++; return a; }
int main()
{
    pthread_t a, b;
    pthread_create(&a, 0, inc, 0);
    pthread_create(&b, 0, inc, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    assert(x == 2);
}
