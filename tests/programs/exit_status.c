// A program may fail on purpose: its exit status is its own business.
// expect: verified
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
void *f(void *p) { return p; }
int main(int argc, char **argv)
{
    pthread_t t;
    pthread_create(&t, NULL, f, NULL);
    pthread_join(t, NULL);
    if (argc < 2) {
        fprintf(stderr, "usage: %s FILE\n", argv[0]);
        exit(EXIT_FAILURE);
    }
    return 0;
}
