// expect: verified
// options: --engine brute
#include <pthread.h>
#include <stdio.h>
#include <assert.h>
#include <errno.h>
__thread int calls = 100;
static _Thread_local char name[16];
int work(void) { return ++calls; }
void *f(void *p)
{
    int i;
    errno = (int)(long)p;
    snprintf(name, sizeof name, "task %ld", (long)p);
    for (i = 0; i < 5; i++)
        work();
    assert(calls == 105);
    assert(name[5] == '0' + (long)p);
    assert(errno == (int)(long)p);
    return &calls;
}
int main(void)
{
    pthread_t a, b;
    void *pa, *pb;
    pthread_create(&a, NULL, f, (void *)1);
    pthread_create(&b, NULL, f, (void *)2);
    work();
    pthread_join(a, &pa);
    pthread_join(b, &pb);
    assert(calls == 101 && name[0] == 0);
    return 0;
}
