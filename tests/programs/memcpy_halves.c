// The same without the overlap.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <string.h>
#include <assert.h>
char buffer[120];
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
    memcpy(buffer + 60, block, sizeof block);
    return p;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, low, NULL);
    pthread_create(&b, NULL, high, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(buffer[59] == 'a' && buffer[60] == 'b');
    return 0;
}
