// A volatile flag hands a plain value over.  Not C11, but what every kernel book did for decades.
// expect: verified
// options: --engine brute
#include <stdio.h>
#include <assert.h>
#include <pthread.h>
int data[2];
volatile int ready;
void *producer(void *p)
{
    data[0] = 10; data[1] = 20;
    ready = 1;
    return p;
}
void *consumer(void *p)
{
    while (ready == 0);
    assert(data[0] + data[1] == 30);
    return p;
}
int main()
{
    pthread_t c, d;
    pthread_create(&c, NULL, consumer, NULL);
    pthread_create(&d, NULL, producer, NULL);
    pthread_join(c, NULL);
    pthread_join(d, NULL);
    return 0;
}
