/* SPDX-License-Identifier: MIT */
/*
 * The executions of a seed: how many, and a generator for each.
 *
 * Execution k draws from a stream that depends on the seed and on k alone, so it can be repeated
 * without the k executions before it (scheduler_options.first).
 */
#ifndef SCHEDULER_SEQUENCE_H
#define SCHEDULER_SEQUENCE_H

#include "base/prng.h"
#include "scheduler/scheduler.h"

struct sequence {
    uint64_t base;  /* the seed, mixed */
    uint64_t index; /* of the next execution */
    uint64_t left;  /* executions to come; UINT64_MAX = no end */
};

static inline struct sequence sequence_of(const struct scheduler_options *options)
{
    uint64_t state = options->seed;
    return (struct sequence){
        .base = prng_splitmix(&state),
        .index = options->first,
        .left = options->executions > 0 ? options->executions : UINT64_MAX,
    };
}

/**
 * Begins the next execution: *out is its generator.  False when there is none.
 *
 * The index is mixed before it seeds: prng_seeded reads consecutive splitmix states, and seeds that
 * are apart by a step of splitmix would give streams that share their state.
 */
static inline bool sequence_next(struct sequence *sequence, struct prng *out)
{
    if (sequence->left == 0)
        return false;
    if (sequence->left != UINT64_MAX)
        sequence->left--;
    uint64_t state = sequence->base + sequence->index++;
    *out = prng_seeded(prng_splitmix(&state));
    return true;
}

#endif
