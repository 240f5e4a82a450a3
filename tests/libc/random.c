// Random numbers are those that a program without threads gets from glibc.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    for (int i = 0; i < 10; i++)
        printf("%d ", rand());
    srand(42);
    for (int i = 0; i < 400; i++)
        printf("%d ", rand());
    srand(0);
    printf("\n%d ", rand());
    srandom(7);
    printf("%ld %d\n", random(), rand());
    srand(4294967295u);
    printf("%d %d\n", rand(), rand());
    unsigned seed = 5;
    for (int i = 0; i < 5; i++)
        printf("%d/%u ", rand_r(&seed), seed);
    srand48(17);
    printf("\n%.12f %ld %ld\n", drand48(), lrand48(), mrand48());
    unsigned short x[3] = {1, 2, 3};
    printf("%.12f %ld %ld\n", erand48(x), nrand48(x), jrand48(x));
    printf("%d %d\n", RAND_MAX, rand() % 6 + 1);
    return 0;
}
