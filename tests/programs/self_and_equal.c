// expect: verified
// options: --engine brute
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <assert.h>
pthread_t main_thread;
void *f(void *p)
{
    char name[16];
    assert(!pthread_equal(pthread_self(), main_thread));
    pthread_setname_np(pthread_self(), "worker");
    pthread_getname_np(pthread_self(), name, sizeof name);
    printf("I am %s, %lu\n", name, (unsigned long)pthread_self());
    assert(strcmp(name, "worker") == 0);
    *(pthread_t *)p = pthread_self();
    return NULL;
}
int main(void)
{
    pthread_t t, told;
    main_thread = pthread_self();
    pthread_create(&t, NULL, f, &told);
    pthread_join(t, NULL);
    assert(pthread_equal(t, told));
    return 0;
}
