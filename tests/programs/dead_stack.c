// A thread returns the address of a local; main looks at it after the join.
// expect: violation use-after-free
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdio.h>
struct result {
    int sum, count;
};
void *work(void *unused)
{
    struct result result = {3, 2};
    struct result *there = &result;
    (void)unused;
    return there;
}
int main(void)
{
    pthread_t t;
    void *result;
    pthread_create(&t, NULL, work, NULL);
    pthread_join(t, &result);
    printf("%d\n", ((struct result *)result)->sum);
}
