// Every task starts two more for its halves and joins them.
// expect: verified
// options: --engine brute
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>
#include <assert.h>
typedef struct { int *a; int n; } slice;
void *msort(void *arg)
{
    slice *s = arg;
    if (s->n < 2) return NULL;
    slice l = { s->a, s->n / 2 }, r = { s->a + s->n / 2, s->n - s->n / 2 };
    pthread_t tl, tr;
    pthread_create(&tl, NULL, msort, &l);
    pthread_create(&tr, NULL, msort, &r);
    pthread_join(tl, NULL);
    pthread_join(tr, NULL);
    int *tmp = malloc(s->n * sizeof(int)), i = 0, j = 0, k = 0;
    while (i < l.n && j < r.n) tmp[k++] = l.a[i] <= r.a[j] ? l.a[i++] : r.a[j++];
    while (i < l.n) tmp[k++] = l.a[i++];
    while (j < r.n) tmp[k++] = r.a[j++];
    memcpy(s->a, tmp, s->n * sizeof(int));
    free(tmp);
    return NULL;
}
int main(void)
{
    int a[] = {38, 27, 43, 3, 9, 82, 10};
    slice all = { a, 7 };
    msort(&all);
    for (int i = 0; i < 7; i++) printf("%d%c", a[i], i < 6 ? ' ' : '\n');
    for (int i = 1; i < 7; i++) assert(a[i - 1] <= a[i]);
    return 0;
}
