// expect: violation misuse
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdio.h>
void *f(void *p) { puts("detached"); return p; }
int main(void)
{
    pthread_t t;
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_create(&t, &attr, f, NULL);
    pthread_attr_destroy(&attr);
    pthread_join(t, NULL);
    return 0;
}
