/* SPDX-License-Identifier: MIT */
/*
 * Two mutexes, broken: taken in opposite orders (AB/BA).
 *
 * Property: nobody waits for ever (mutex_order.c).
 * Broken:   each transfer locks the account it takes from first.
 * Shown by: T1 locks account 0; T2 locks account 1; T1 waits for account 1, which T2 holds, and T2
 *           waits for account 0, which T1 holds.
 */
#include <assert.h>
#include <pthread.h>

struct account {
    pthread_mutex_t lock;
    int balance;
};

static struct account accounts[2] = {
    {PTHREAD_MUTEX_INITIALIZER, 10},
    {PTHREAD_MUTEX_INITIALIZER, 10},
};

static void transfer(struct account *from, struct account *to, int amount)
{
    pthread_mutex_lock(&from->lock);
    pthread_mutex_lock(&to->lock);
    from->balance -= amount;
    to->balance += amount;
    pthread_mutex_unlock(&to->lock);
    pthread_mutex_unlock(&from->lock);
}

static void *forth(void *argument)
{
    transfer(&accounts[0], &accounts[1], 3);
    return argument;
}

static void *back(void *argument)
{
    transfer(&accounts[1], &accounts[0], 5);
    return argument;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, forth, NULL);
    pthread_create(&b, NULL, back, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(accounts[0].balance == 12 && accounts[1].balance == 8);
    return 0;
}
