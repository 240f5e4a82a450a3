// Tasks that print without end; main has to get its turn and end the process.
// expect: inconclusive
// options: --engine sample --strategy round-robin --executions 1
// native: compiles
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
static void *work(void *name)
{
    while (1)
        printf("%s\n", (char *)name);
    return NULL;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, work, "a");
    pthread_create(&b, NULL, work, "b");
    sleep(1);
    exit(0);
}
