// malloc and its family.
#define _GNU_SOURCE
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    char *a = malloc(10);
    strcpy(a, "012345678");
    a = realloc(a, 100);
    printf("%s\n", a);
    a = realloc(a, 5);
    printf("%.5s\n", a);
    free(a);
    int *z = calloc(100, sizeof *z), sum = 0;
    for (int i = 0; i < 100; i++)
        sum += z[i];
    printf("%d\n", sum);
    free(z);
    free(NULL);
    void *p = aligned_alloc(64, 128), *q;
    printf("%d\n", (int)((uintptr_t)p % 64));
    free(p);
    printf("%d ", posix_memalign(&q, 256, 10));
    printf("%d\n", (int)((uintptr_t)q % 256));
    free(q);
    printf("%d\n", posix_memalign(&q, 3, 10) == EINVAL);
    errno = 0;
    volatile size_t huge = SIZE_MAX / 2;
    printf("%d ", calloc(huge, 16) == NULL);
    printf("%d\n", errno == ENOMEM);
    printf("%d\n", malloc(huge) == NULL);
    char *r = reallocarray(NULL, 3, 4);
    printf("%d\n", malloc_usable_size(r) >= 12);
    free(r);
    char *text;
    printf("%d ", asprintf(&text, "%s-%d", "made", 5));
    printf("%s\n", text);
    free(text);
    return 0;
}
