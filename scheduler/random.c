/* SPDX-License-Identifier: MIT */
/*
 * Random walk: at each choice every enabled task is equally likely.
 *
 * Guarantee: none over all interleavings (they are not equally likely); a fixed sequence of k
 *            choices among n tasks is followed with probability >= 1/n^k.
 * Cost:      O(1) per choice.  This is the hottest strategy: most choices are between two tasks
 *            and take one bit of a buffered word, which is as unbiased as the word is.
 */
#include "scheduler/sequence.h"

#include "base/check.h"

struct walk {
    struct sequence sequence;
    struct prng prng;
    uint64_t bits; /* random bits below a final 1: exactly 1 means used up.  Never 0. */
};

static bool walk_new_execution(void *self)
{
    struct walk *walk = self;
    walk->bits = 1;
    return sequence_next(&walk->sequence, &walk->prng);
}

static uint32_t walk_bit(struct walk *walk)
{
    if (UNLIKELY(walk->bits == 1))
        walk->bits = prng_next(&walk->prng) | UINT64_C(1) << 63;
    uint32_t bit = (uint32_t)walk->bits & 1;
    walk->bits >>= 1;
    return bit;
}

static task_id walk_next_task(void *self, const struct choice *choice)
{
    struct walk *walk = self;
    if (LIKELY(choice->count == 2))
        return choice->enabled[walk_bit(walk)].task;
    return choice->enabled[prng_below(&walk->prng, choice->count)].task;
}

static uint64_t walk_next_u64(void *self, uint64_t bound)
{
    struct walk *walk = self;
    return prng_below(&walk->prng, bound);
}

static bool walk_is_uniform(const void *self)
{
    (void)self;
    return true;
}

static void walk_fini(void *self)
{
    free(self);
}

static const struct scheduler_ops walk_ops = {
    .name = "random",
    .new_execution = walk_new_execution,
    .next_task = walk_next_task,
    .next_u64 = walk_next_u64,
    .is_uniform = walk_is_uniform,
    .fini = walk_fini,
};

struct scheduler scheduler_random(const struct scheduler_options *options)
{
    struct walk *walk = memory_new(1, sizeof *walk);
    walk->sequence = sequence_of(options);
    walk->bits = 1;
    return (struct scheduler){&walk_ops, walk};
}
