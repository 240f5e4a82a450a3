// expect: violation overflow
// options: --engine brute --leak off
// native: compiles
#include <pthread.h>
#include <stdlib.h>
#include <stdio.h>
#define N 8
void *fill(void *p)
{
    int *a = p, i;
    for (i = 0; i <= N; i++)
        a[i] = i * i;
    return p;
}
int main()
{
    pthread_t t;
    int *a = malloc(N * sizeof(int));
    pthread_create(&t, 0, fill, a);
    pthread_join(t, 0);
    printf("%d\n", a[N - 1]);
    free(a);
    return 0;
}
