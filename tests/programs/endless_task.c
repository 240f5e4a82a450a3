// A task that computes for ever, without any operation.
// expect: violation livelock
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdio.h>
void *spin(void *p)
{
    int i = 0;
    while (1) {
        i = (i + 1) % 10;
    }
    return p;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, spin, NULL);
    puts("waiting");
    pthread_join(t, NULL);
    return 0;
}
