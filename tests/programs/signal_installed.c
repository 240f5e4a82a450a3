// Installs a handler for Ctrl-C, which never comes.
// expect: verified
// options: --engine brute
#include <signal.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
volatile sig_atomic_t stop = 0;
void handler(int sig)
{
    stop = 1;
}
void *work(void *p)
{
    int i;
    for (i = 0; i < 3 && !stop; i++)
        printf("step %d\n", i);
    return p;
}
int main(void)
{
    pthread_t t;
    signal(SIGINT, handler);
    pthread_create(&t, NULL, work, NULL);
    pthread_join(t, NULL);
    return 0;
}
