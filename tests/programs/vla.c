// Variable length arrays and alloca.
// expect: verified
// options: --engine brute
// args: 12
#include <alloca.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <assert.h>
static int n;
static void *work(void *p)
{
    int squares[n], *copy = alloca(n * sizeof(int)), sum = 0;
    for (int i = 0; i < n; i++)
        squares[i] = i * i;
    memcpy(copy, squares, n * sizeof(int));
    for (int i = 0; i < n; i++)
        sum += copy[i];
    assert(sum == (n - 1) * n * (2 * n - 1) / 6);
    return p;
}
int main(int argc, char **argv)
{
    pthread_t a, b;
    n = argc > 1 ? atoi(argv[1]) : 5;
    assert(n == 12);
    pthread_create(&a, NULL, work, NULL);
    pthread_create(&b, NULL, work, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
