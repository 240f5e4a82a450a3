// Work is handed out by an atomic counter.
// expect: inconclusive
// options: --engine sample --executions 100
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <pthread.h>
#include <math.h>
#include <assert.h>
#define LIMIT 60
atomic_int next = 2, found;
static bool is_prime(int n)
{
    for (int d = 2; d * d <= n; d++)
        if (n % d == 0)
            return false;
    return true;
}
static void *search(void *unused)
{
    int n;
    while ((n = next++) < LIMIT)
        if (is_prime(n))
            found++;
    return unused;
}
int main(void)
{
    pthread_t t[3];
    for (int i = 0; i < 3; i++) pthread_create(&t[i], NULL, search, NULL);
    for (int i = 0; i < 3; i++) pthread_join(t[i], NULL);
    printf("%d primes below %d\n", found, LIMIT);
    assert(found == 17);
    return 0;
}
