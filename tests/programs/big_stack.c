// Half a megabyte of locals in every task: the default stack is larger than that.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <string.h>
#include <stdio.h>
void *work(void *p)
{
    char table[512 * 1024];
    memset(table, 1, sizeof(table));
    int i, sum = 0;
    for (i = 0; i < (int)sizeof table; i += 4096)
        sum += table[i];
    printf("%d\n", sum);
    return p;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, work, NULL);
    pthread_create(&b, NULL, work, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
