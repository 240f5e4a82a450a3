// Threads move money between accounts; locks taken in the order of the call.
// expect: violation deadlock
// options: --engine sample --executions 1000
// native: compiles
#include <stdio.h>
#include <stdlib.h>
#include <pthread.h>

#define ACCOUNTS 3
#define TRANSFERS 4

struct account {
    int id;
    long balance;
    pthread_mutex_t mtx;
} accts[ACCOUNTS];

struct params { struct account *src, *dst; long amount; };

void *transfer(void *arg)
{
    struct params *p = (struct params *)arg;
    int i;
    for (i = 0; i < TRANSFERS; i++) {
        pthread_mutex_lock(&p->src->mtx);
        pthread_mutex_lock(&p->dst->mtx);
        if (p->src->balance >= p->amount) {
            p->src->balance -= p->amount;
            p->dst->balance += p->amount;
            printf("%d -> %d: %ld\n", p->src->id, p->dst->id, p->amount);
        }
        pthread_mutex_unlock(&p->dst->mtx);
        pthread_mutex_unlock(&p->src->mtx);
    }
    return NULL;
}

int main(void)
{
    pthread_t t[3];
    struct params par[3];
    int i;
    for (i = 0; i < ACCOUNTS; i++) {
        accts[i].id = i;
        accts[i].balance = 100;
        pthread_mutex_init(&accts[i].mtx, NULL);
    }
    for (i = 0; i < 3; i++) {
        par[i].src = &accts[i];
        par[i].dst = &accts[(i + 1) % ACCOUNTS];
        par[i].amount = 10 + i;
        pthread_create(&t[i], NULL, transfer, &par[i]);
    }
    for (i = 0; i < 3; i++) pthread_join(t[i], NULL);
    return 0;
}
