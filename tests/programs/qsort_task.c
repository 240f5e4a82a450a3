// Each task sorts its half with qsort, main merges.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <stdlib.h>
#include <stdio.h>
#include <assert.h>
#define N 16
int a[N] = {9, 3, 7, 1, 8, 2, 6, 4, 15, 12, 10, 16, 5, 14, 11, 13};
int compare(const void *x, const void *y)
{
    int l = *(const int *)x, r = *(const int *)y;
    return (l > r) - (l < r);
}
void *sort(void *p)
{
    qsort(p, N / 2, sizeof(int), compare);
    return p;
}
int main(void)
{
    pthread_t l, r;
    int out[N], i = 0, j = N / 2, k = 0;
    pthread_create(&l, NULL, sort, a);
    pthread_create(&r, NULL, sort, a + N / 2);
    pthread_join(l, NULL);
    pthread_join(r, NULL);
    while (k < N)
        out[k++] = j == N || (i < N / 2 && a[i] < a[j]) ? a[i++] : a[j++];
    for (k = 0; k < N; k++)
        assert(out[k] == k + 1);
    return 0;
}
