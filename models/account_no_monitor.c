/* SPDX-License-Identifier: MIT */
/*
 * Bank account, broken: no monitor, the balance is checked and then reduced.
 *
 * Property: the balance is never negative (account.c).
 * Broken:   between the check and the withdrawal somebody else can withdraw. Each access is atomic,
 *           so there is no data race: the error is in the gap between two of them.
 * Shown by: T1 finds 2 >= 2; T2 finds 2 >= 2; both withdraw 2, and the balance is -2.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int balance = 2;

static void *spend(void *argument)
{
    if (balance >= 2)
        atomic_fetch_sub(&balance, 2);
    return argument;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, spend, NULL);
    pthread_create(&b, NULL, spend, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(balance >= 0);
    return 0;
}
