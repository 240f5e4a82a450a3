// One thread per row, results in a matrix from malloc.
// expect: verified
// options: --engine brute
#include <stdio.h>
#include <stdlib.h>
#include <pthread.h>
#define N 4
int **A, **B, **C;
int **make(void)
{
    int **m = (int **)malloc(N * sizeof(int *));
    for (int i = 0; i < N; i++) m[i] = (int *)calloc(N, sizeof(int));
    return m;
}
void destroy(int **m)
{
    for (int i = 0; i < N; i++) free(m[i]);
    free(m);
}
void *row(void *arg)
{
    int r = (int)(size_t)arg;
    for (int c = 0; c < N; c++)
        for (int k = 0; k < N; k++)
            C[r][c] += A[r][k] * B[k][c];
    return NULL;
}
int main(int argc, char **argv)
{
    pthread_t th[N];
    A = make(); B = make(); C = make();
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) { A[i][j] = i + j; B[i][j] = i == j ? 2 : 0; }
    for (int i = 0; i < N; i++)
        if (pthread_create(&th[i], NULL, row, (void *)(size_t)i)) { printf("error\n"); exit(-1); }
    for (int i = 0; i < N; i++) pthread_join(th[i], NULL);
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) {
            printf("%3d ", C[i][j]);
            if (C[i][j] != 2 * (i + j)) abort();
        }
        printf("\n");
    }
    destroy(A); destroy(B); destroy(C);
    return 0;
}
