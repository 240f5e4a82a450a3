// The tasks fill an array on main's stack; main reads it after the joins.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <stdio.h>
#include <assert.h>

struct part {
    int *array;
    int from, to;
    long sum;
};

void *sum_part(void *arg)
{
    struct part *p = arg;
    for (int i = p->from; i < p->to; i++)
        p->sum += p->array[i];
    return NULL;
}

int main(void)
{
    int numbers[100];
    pthread_t tid[4];
    struct part parts[4];
    long total = 0;
    for (int i = 0; i < 100; i++)
        numbers[i] = i;
    for (int i = 0; i < 4; i++) {
        parts[i] = (struct part){ numbers, i * 25, (i + 1) * 25, 0 };
        pthread_create(&tid[i], NULL, sum_part, &parts[i]);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(tid[i], NULL);
        total += parts[i].sum;
    }
    printf("total = %ld\n", total);
    assert(total == 4950);
    return 0;
}
