/* SPDX-License-Identifier: MIT */
/*
 * Stack without a lock, broken: the block on top is the same again, but not the list (ABA).
 *
 * Source:   R. K. Treiber, "Systems programming: coping with parallelism", IBM RJ 5118, 1986, as it
 *           is taught.
 * Property: no block has two owners (stack.c).
 * Broken:   that top is block 1 again does not say that block 2 is still behind it.
 * Shown by: T1 sees block 1 on top and block 2 behind it; T2 takes both and gives 1 back; T1
 *           replaces 1 by 2, and takes 2 next, which T2 still has.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>


enum { BLOCKS = 2 };

/* Blocks are 1 .. BLOCKS; 0 is the end of the list. */
static _Atomic uint32_t top; /* the block that is free first */
static atomic_uint next[BLOCKS + 1];
static int owner[BLOCKS + 1];

static unsigned take(void)
{
    uint32_t old = top;
    while (old != 0 &&
           !atomic_compare_exchange_strong(&top, &old, next[old]))
        ;
    return old;
}

static void give(unsigned block)
{
    uint32_t old = top;
    do
        next[block] = old;
    while (!atomic_compare_exchange_strong(&top, &old, block));
}

static void use(unsigned block, int me)
{
    if (block != 0) {
        owner[block] = me;
        assert(owner[block] == me);
    }
}

static void *keep(void *argument)
{
    unsigned first = take(), second = take();
    use(first, 1);
    use(second, 1);
    return argument;
}

static void *borrow(void *argument)
{
    unsigned first = take(), second = take();
    use(first, 2);
    if (first != 0)
        give(first);
    use(second, 2);
    if (second != 0)
        give(second);
    return argument;
}

int main(void)
{
    pthread_t keeper, borrower;
    for (unsigned i = BLOCKS; i > 0; i--)
        give(i);
    pthread_create(&keeper, NULL, keep, NULL);
    pthread_create(&borrower, NULL, borrow, NULL);
    pthread_join(keeper, NULL);
    pthread_join(borrower, NULL);
    return 0;
}
