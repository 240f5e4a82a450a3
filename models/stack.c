/* SPDX-License-Identifier: MIT */
/*
 * Stack without a lock: a list of free blocks, with a number in front that never repeats.
 *
 * Source:   R. K. Treiber, "Systems programming: coping with parallelism", IBM RJ 5118, 1986; the
 *           number is from the IBM System/370 Principles of Operation, 1983.
 * Property: no block has two owners.
 * Why:      every change of top increases the number beside it, so the compare-and-exchange fails
 *           if anything has happened since top was read. (After 2^24 changes it begins again.)
 * Card:     lock-free, not wait-free.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>


enum { BLOCKS = 2 };

/* Blocks are 1 .. BLOCKS; 0 is the end of the list. */
static _Atomic uint32_t top; /* a block, and above it 24 bits of number */
static atomic_uint next[BLOCKS + 1];
static int owner[BLOCKS + 1];

static unsigned block_of(uint32_t list)
{
    return list & 255;
}

/* What top becomes: another block, the next number. */
static uint32_t after(uint32_t old, unsigned block)
{
    return ((old >> 8) + 1) << 8 | block;
}

static unsigned take(void)
{
    uint32_t old = top;
    while (block_of(old) != 0 &&
           !atomic_compare_exchange_strong(&top, &old, after(old, next[block_of(old)])))
        ;
    return block_of(old);
}

static void give(unsigned block)
{
    uint32_t old = top;
    do
        next[block] = block_of(old);
    while (!atomic_compare_exchange_strong(&top, &old, after(old, block)));
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
