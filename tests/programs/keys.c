// Every task has a buffer of its own, freed by the key's destructor.
// expect: verified
// options: --engine brute --leak error
#include <pthread.h>
#include <stdlib.h>
#include <stdio.h>
#include <assert.h>
pthread_key_t key;
pthread_once_t once = PTHREAD_ONCE_INIT;
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
int freed;
void destroy(void *p)
{
    pthread_mutex_lock(&m);
    freed++;
    pthread_mutex_unlock(&m);
    free(p);
}
void make_key(void) { pthread_key_create(&key, destroy); }
char *buffer(void)
{
    pthread_once(&once, make_key);
    char *b = pthread_getspecific(key);
    if (b == NULL) {
        b = malloc(64);
        pthread_setspecific(key, b);
    }
    return b;
}
void *f(void *p)
{
    sprintf(buffer(), "%s", (char *)p);
    assert(buffer()[0] == *(char *)p);
    return NULL;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, f, "anna");
    pthread_create(&b, NULL, f, "bert");
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(freed == 2);
    return 0;
}
