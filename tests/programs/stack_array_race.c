// A task's own array, used by two other tasks while the owner still writes it.
// expect: violation data-race
// options: --engine sample --executions 500
// native: compiles
#include <pthread.h>
#include <stdio.h>

void *reader(void *p)
{
    int *a = p;
    printf("%d %d\n", a[0], a[1]);
    return NULL;
}

void *owner(void *p)
{
    int a[2] = {1, 2};
    pthread_t r1, r2;
    pthread_create(&r1, NULL, reader, a);
    pthread_create(&r2, NULL, reader, a);
    a[1] = 3;
    pthread_join(r1, NULL);
    pthread_join(r2, NULL);
    return p;
}

int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, owner, NULL);
    pthread_join(t, NULL);
    return 0;
}
