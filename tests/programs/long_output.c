// Prints more than a megabyte.
// expect: inconclusive
// options: --engine sample --executions 3
#include <pthread.h>
#include <stdio.h>
#include <string.h>
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
void *chat(void *p)
{
    char line[1000];
    memset(line, *(char *)p, sizeof line - 1);
    line[sizeof line - 1] = 0;
    for (int i = 0; i < 700; i++) {
        pthread_mutex_lock(&m);
        printf("%d %s\n", i, line);
        pthread_mutex_unlock(&m);
    }
    return NULL;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, chat, "a");
    pthread_create(&b, NULL, chat, "b");
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
