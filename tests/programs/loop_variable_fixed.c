// expect: verified
// options: --engine brute
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <assert.h>

int seen[4];

void *f(void *p)
{
    int id = *(int *)p;
    free(p);
    printf("I am thread %d\n", id);
    seen[id]++;
    return NULL;
}

int main()
{
    pthread_t t[4];
    int i;
    for (i = 0; i < 4; i++) {
        int *arg = malloc(sizeof(*arg));
        *arg = i;
        pthread_create(&t[i], NULL, f, arg);
    }
    for (i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    for (i = 0; i < 4; i++)
        assert(seen[i] == 1);
    return 0;
}
