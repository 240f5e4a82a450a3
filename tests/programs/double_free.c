// expect: violation double-free
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
char *buffer;
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
void *cleanup(void *p)
{
    pthread_mutex_lock(&m);
    if (buffer != NULL)
        free(buffer);   /* and buffer = NULL is missing */
    pthread_mutex_unlock(&m);
    return p;
}
int main()
{
    pthread_t a, b;
    buffer = strdup("hello");
    pthread_create(&a, 0, cleanup, 0);
    pthread_create(&b, 0, cleanup, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
