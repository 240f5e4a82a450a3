// Every thread gets the address of the same i, which main goes on counting.
// expect: violation data-race
// options: --engine sample --executions 200
// native: compiles
#include <pthread.h>
#include <stdio.h>

void *f(void *p)
{
    int id = *(int *)p;
    printf("I am thread %d\n", id);
    return NULL;
}

int main()
{
    pthread_t t[4];
    int i;
    for (i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, f, &i);
    for (i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    return 0;
}
