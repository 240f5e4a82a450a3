// expect: verified
// options: --engine brute
// stdin: 3\n10 20\n30\nadd\n
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>
#include <assert.h>

int *values, n, sum;

void *add(void *p)
{
    int i;
    for (i = 0; i < n; i++)
        sum += values[i];
    return NULL;
}

int main()
{
    pthread_t t;
    char command[16];
    int i;
    printf("How many numbers? ");
    if (scanf("%d", &n) != 1) {
        fprintf(stderr, "not a number\n");
        return 1;
    }
    values = malloc(n * sizeof(int));
    for (i = 0; i < n; i++) {
        printf("number %d: ", i);
        scanf("%d", &values[i]);
    }
    scanf("%15s", command);
    assert(strcmp(command, "add") == 0);
    pthread_create(&t, NULL, add, NULL);
    pthread_join(t, NULL);
    printf("\nsum = %d\n", sum);
    assert(sum == 60);
    assert(getchar() == '\n');
    assert(getchar() == EOF);
    free(values);
    return 0;
}
