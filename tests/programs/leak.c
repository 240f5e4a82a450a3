// Each task allocates its own message and nobody frees them.
// expect: violation leak
// options: --engine brute --leak error
// native: compiles
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
void *greet(void *p)
{
    char *msg = malloc(32);
    snprintf(msg, 32, "hello from %d", (int)(long)p);
    puts(msg);
    return NULL;
}
int main()
{
    pthread_t t[2];
    for (long i = 0; i < 2; i++) pthread_create(&t[i], 0, greet, (void *)i);
    for (int i = 0; i < 2; i++) pthread_join(t[i], 0);
    return 0;
}
