// Creates tasks until pthread_create says EAGAIN, as it has to some day, then joins them all.
// expect: verified
// options: --engine sample --executions 2
// native: compiles
#include <pthread.h>
#include <stdio.h>
#include <errno.h>
#include <assert.h>
#define MANY 100000
static pthread_t t[MANY];
void *nop(void *p) { return p; }
int main(void)
{
    int n = 0, rc;
    while ((rc = pthread_create(&t[n], NULL, nop, NULL)) == 0)
        n++;
    printf("%d threads, then %d\n", n, rc);
    assert(rc == EAGAIN);
    assert(n >= 10);
    while (n > 0)
        assert(pthread_join(t[--n], NULL) == 0);
    return 0;
}
