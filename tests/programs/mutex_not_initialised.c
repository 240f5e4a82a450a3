// Zeroes happen to be a normal mutex in glibc, so this works everywhere the author has looked.
// expect: verified
// options: --engine brute
#include <stdlib.h>
#include <pthread.h>
#include <assert.h>
struct counter { int n; pthread_mutex_t m; };
void *f(void *p)
{
    struct counter *c = p;
    pthread_mutex_lock(&c->m);
    c->n++;
    pthread_mutex_unlock(&c->m);
    return p;
}
int main(void)
{
    pthread_t a, b;
    struct counter *c = calloc(1, sizeof *c);
    pthread_create(&a, NULL, f, c);
    pthread_create(&b, NULL, f, c);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(c->n == 2);
    free(c);
    return 0;
}
