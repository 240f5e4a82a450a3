// The ranges overlap in the middle.
// expect: violation data-race
// options: --engine sample --executions 200
// native: compiles
#include <pthread.h>
#include <string.h>
char buffer[100];
void *low(void *p)
{
    char block[60];
    memset(block, 'a', sizeof block);
    memcpy(buffer, block, sizeof block);
    return p;
}
void *high(void *p)
{
    char block[60];
    memset(block, 'b', sizeof block);
    memcpy(buffer + 40, block, sizeof block);
    return p;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, low, NULL);
    pthread_create(&b, NULL, high, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
