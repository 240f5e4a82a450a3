// sum starts as whatever is on the stack.  Not found, but every execution has to see the same.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <stdio.h>

void *add(void *arg)
{
    int sum;
    int i;
    for (i = 1; i <= *(int *)arg; i++)
        sum += i;
    printf("sum %s zero\n", sum ? "is not" : "is");
    return NULL;
}

int main()
{
    pthread_t a, b;
    int n = 10;
    pthread_create(&a, NULL, add, &n);
    pthread_create(&b, NULL, add, &n);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
