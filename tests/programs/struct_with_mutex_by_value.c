// The account is passed by value, mutex and all: every task locks its copy.
// expect: violation assertion
// options: --engine brute --leak off
// native: compiles
#include <pthread.h>
#include <stdlib.h>
#include <assert.h>
struct account { pthread_mutex_t lock; int *balance; };
int money = 0;
pthread_mutex_t real = PTHREAD_MUTEX_INITIALIZER;
void deposit(struct account a, int amount)
{
    int before;
    pthread_mutex_lock(&a.lock);
    pthread_mutex_lock(&real);
    before = *a.balance;
    pthread_mutex_unlock(&real);
    pthread_mutex_lock(&real);
    *a.balance = before + amount;
    pthread_mutex_unlock(&real);
    pthread_mutex_unlock(&a.lock);
}
struct account shared = {PTHREAD_MUTEX_INITIALIZER, &money};
void *f(void *p) { deposit(shared, 10); return p; }
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, f, NULL);
    pthread_create(&b, NULL, f, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(money == 20);
    return 0;
}
