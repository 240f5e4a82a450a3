/* SPDX-License-Identifier: MIT */
/*
 * Monitor:  a bank account whose balance never becomes negative.
 *
 * Source:   the standard example for C. A. R. Hoare's monitors, CACM 17(10), 1974.
 * Property: the balance is never negative, and everybody who waits for money gets it in the end.
 * Why:      each procedure of the monitor holds its lock from the first to the last line, except
 *           while it waits. A deposit wakes all: a small one may be enough for one of them only.
 */
#include <assert.h>
#include <pthread.h>

struct account {
    pthread_mutex_t lock;
    pthread_cond_t deposited;
    int balance;
};

static struct account account = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 1};

static void account_deposit(struct account *a, int amount)
{
    pthread_mutex_lock(&a->lock);
    a->balance += amount;
    pthread_cond_broadcast(&a->deposited);
    pthread_mutex_unlock(&a->lock);
}

static void account_withdraw(struct account *a, int amount)
{
    pthread_mutex_lock(&a->lock);
    while (a->balance < amount)
        pthread_cond_wait(&a->deposited, &a->lock);
    a->balance -= amount;
    assert(a->balance >= 0);
    pthread_mutex_unlock(&a->lock);
}

static void *spend(void *argument)
{
    account_withdraw(&account, 2);
    return argument;
}

static void *earn(void *argument)
{
    account_deposit(&account, 1);
    account_deposit(&account, 2);
    return argument;
}

int main(void)
{
    pthread_t a, b, c;
    pthread_create(&a, NULL, spend, NULL);
    pthread_create(&b, NULL, spend, NULL);
    pthread_create(&c, NULL, earn, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    pthread_join(c, NULL);
    assert(account.balance == 0);
    return 0;
}
