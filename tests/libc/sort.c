// qsort is what glibc's is: stable, with the same comparisons; bsearch.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <search.h>

struct item {
    int key, order;
    char pad[40];
};

static int by_key(const void *a, const void *b)
{
    return ((const struct item *)a)->key - ((const struct item *)b)->key;
}

static int by_int(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

static int downwards(const void *a, const void *b, void *count)
{
    ++*(int *)count;
    return by_int(b, a);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int main(void)
{
    int numbers[200];
    unsigned seed = 1;
    for (int i = 0; i < 200; i++)
        numbers[i] = (int)((seed = seed * 1103515245u + 12345u) >> 16) % 1000;
    qsort(numbers, 200, sizeof numbers[0], by_int);
    for (int i = 0; i < 200; i++)
        printf("%d ", numbers[i]);
    int calls = 0;
    qsort_r(numbers, 50, sizeof numbers[0], downwards, &calls);
    printf("\n%d %d %d\n", numbers[0], numbers[49], calls > 0);
    struct item items[60];
    for (int i = 0; i < 60; i++)
        items[i] = (struct item){.key = i * 7 % 5, .order = i};
    qsort(items, 60, sizeof items[0], by_key);
    for (int i = 0; i < 60; i++)
        printf("%d.%d ", items[i].key, items[i].order);
    const char *words[] = {"pear", "apple", "fig", "banana"};
    qsort(words, 4, sizeof words[0], by_text);
    printf("\n%s %s %s %s\n", words[0], words[1], words[2], words[3]);
    qsort(numbers, 200, sizeof numbers[0], by_int);
    int key = numbers[100], none = -5;
    int *found = bsearch(&key, numbers, 200, sizeof key, by_int);
    printf("%d %d\n", *found == key, bsearch(&none, numbers, 200, sizeof none, by_int) == NULL);
    size_t count = 200;
    printf("%d\n", lfind(&key, numbers, &count, sizeof key, by_int) != NULL);
    qsort(numbers, 0, sizeof numbers[0], by_int);
    qsort(numbers, 1, sizeof numbers[0], by_int);
    return 0;
}
