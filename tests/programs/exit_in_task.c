// exit() in a task ends the whole program while main waits.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
void bye(void) { printf("bye\n"); }
void *quit(void *p)
{
    printf("no way\n");
    exit(0);
}
int main(void)
{
    pthread_t t;
    atexit(bye);
    pthread_create(&t, NULL, quit, NULL);
    pthread_join(t, NULL);
    printf("never printed\n");
    abort();
}
