// Unbounded recursion in a task: a stack overflow, not just a crash somewhere.
// expect: violation crash
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdio.h>
int depth(int n)
{
    char page[256];
    sprintf(page, "%d", n);
    return depth(n + 1) + page[0];
}
void *run(void *p)
{
    printf("%d\n", depth(0));
    return p;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, run, NULL);
    pthread_join(t, NULL);
    return 0;
}
