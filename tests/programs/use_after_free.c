// The first to finish frees what the other may still need.
// expect: violation use-after-free
// options: --engine brute --leak off
// native: compiles
#include <pthread.h>
#include <stdlib.h>
#include <stdio.h>
struct shared { pthread_mutex_t m; int value; } *s;
pthread_mutex_t done_lock = PTHREAD_MUTEX_INITIALIZER;
int freed;
void *use(void *p)
{
    pthread_mutex_lock(&done_lock);
    s->value++;
    if (!freed) {
        freed = 1;
        free(s);
    }
    pthread_mutex_unlock(&done_lock);
    return p;
}
int main()
{
    pthread_t a, b;
    s = malloc(sizeof(*s));
    s->value = 0;
    pthread_create(&a, 0, use, 0);
    pthread_create(&b, 0, use, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
