// main never reaches an operation again; the failing assertion in the other task has to be found.
// expect: violation assertion
// options: --engine sample --executions 200
// native: compiles
#include <pthread.h>
#include <stdio.h>
#include <assert.h>

pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
int money = 100;

void *spend(void *p)
{
    int amount = *(int *)p;
    int i;
    for (i = 0; i < 2; i++) {
        pthread_mutex_lock(&m);
        int before = money;
        pthread_mutex_unlock(&m);
        if (before >= amount) {
            pthread_mutex_lock(&m);
            money -= amount;
            assert(money >= 0);
            pthread_mutex_unlock(&m);
        }
    }
    return NULL;
}

int main()
{
    pthread_t a, b;
    static int big = 60, small = 50;
    pthread_create(&a, NULL, spend, &big);
    pthread_create(&b, NULL, spend, &small);
    while (1);
}
