// The array moves while the other task still reads the old place.
// expect: violation data-race,use-after-free
// options: --engine brute --leak off --all-bugs
// native: compiles
#include <pthread.h>
#include <stdlib.h>
#include <stdio.h>
int *array, count = 2;
void *grow(void *p)
{
    array = realloc(array, 4000 * sizeof(int));
    array[2] = 3;
    return p;
}
void *show(void *p)
{
    printf("%d\n", array[0]);
    return p;
}
int main(void)
{
    pthread_t a, b;
    array = malloc(2 * sizeof(int));
    array[0] = 1;
    array[1] = 2;
    pthread_create(&a, NULL, grow, NULL);
    pthread_create(&b, NULL, show, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
