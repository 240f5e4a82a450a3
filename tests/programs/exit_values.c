// Results come back through pthread_exit and return.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <assert.h>

struct result { int id; double square; };

void finish(struct result *r)
{
    pthread_exit(r);
}

void *square(void *arg)
{
    struct result *r = malloc(sizeof *r);
    r->id = *(int *)arg;
    r->square = (double)r->id * r->id;
    if (r->id % 2)
        finish(r);
    return r;
}

int main(void)
{
    pthread_t t[4];
    int ids[4];
    for (int i = 0; i < 4; i++) {
        ids[i] = i;
        pthread_create(t + i, NULL, square, ids + i);
    }
    for (int i = 0; i < 4; i++) {
        void *v;
        pthread_join(t[i], &v);
        struct result *r = v;
        printf("%d^2 = %.1f\n", r->id, r->square);
        assert(r->square == i * i);
        free(r);
    }
    return 0;
}
