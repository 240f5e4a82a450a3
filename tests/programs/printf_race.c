// printf("%s") reads the buffer that the other task fills.
// expect: violation data-race
// options: --engine sample --executions 200
// native: compiles
#include <pthread.h>
#include <stdio.h>
char message[64] = "nothing yet";
void *writer(void *p)
{
    sprintf(message, "value %d", 42);
    return p;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, writer, NULL);
    printf("message: %s\n", message);
    pthread_join(t, NULL);
    return 0;
}
