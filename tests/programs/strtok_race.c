// strtok keeps its place in a variable that all tasks share.
// expect: violation data-race,use-after-free
// options: --engine sample --executions 200
// native: compiles
#include <pthread.h>
#include <stdio.h>
#include <string.h>
void *words(void *p)
{
    char copy[32], *w;
    strcpy(copy, p);
    for (w = strtok(copy, " "); w; w = strtok(NULL, " "))
        printf("%s\n", w);
    return NULL;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, words, "one two three");
    pthread_create(&b, NULL, words, "four five six");
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
