// A task that prints now and then, for ever: it may be meant to.
// expect: verified
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static void *tick(void *unused)
{
    while (1) {
        printf("tick\n");
        sleep(1);
    }
    return unused;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, tick, NULL);
    pthread_join(t, NULL);
}
