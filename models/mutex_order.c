/* SPDX-License-Identifier: MIT */
/*
 * Two mutexes, always taken in the same order: transfers between two accounts.
 *
 * Source:   resource ordering, J. W. Havender, "Avoiding deadlock in multitasking systems", IBM
 *           Systems Journal 7(2), 1968.
 * Property: nobody waits for ever, and the sum of the balances stays the same.
 * Why:      a cycle of waiting tasks would need a task that holds the account of higher index and
 *           waits for the lower one; transfer() never does that, whatever the direction.
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

static void transfer(int from, int to, int amount)
{
    int low = from < to ? from : to, high = from < to ? to : from;
    pthread_mutex_lock(&accounts[low].lock);
    pthread_mutex_lock(&accounts[high].lock);
    accounts[from].balance -= amount;
    accounts[to].balance += amount;
    pthread_mutex_unlock(&accounts[high].lock);
    pthread_mutex_unlock(&accounts[low].lock);
}

static void *forth(void *argument)
{
    transfer(0, 1, 3);
    return argument;
}

static void *back(void *argument)
{
    transfer(1, 0, 5);
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
