// The same, but it waits for what nobody does.
// expect: violation livelock
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static volatile int done;
static void *tick(void *unused)
{
    while (!done) {
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
