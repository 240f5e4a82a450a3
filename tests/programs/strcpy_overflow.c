// The terminating NUL does not fit: the overflow happens inside strcpy.
// expect: violation overflow
// options: --engine brute --leak off
// native: compiles
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
void *name(void *p)
{
    char *copy = malloc(strlen(p));
    strcpy(copy, p);
    puts(copy);
    free(copy);
    return NULL;
}
int main()
{
    pthread_t t;
    pthread_create(&t, 0, name, "sixteen letters!");
    pthread_join(t, 0);
    return 0;
}
