/* SPDX-License-Identifier: MIT */
/*
 * The states that a search has still to expand, whole ones, first in first out: for a search whose store cannot give
 * states back (compact mode).
 *
 *     struct frontier f;
 *     frontier_init(&f, words);
 *     frontier_push(&f, state);
 *     while (frontier_count(&f) > 0) frontier_pop(&f, state);
 *     frontier_release(&f);
 *
 * Memory comes in chunks and follows the number of states up and down; nothing is ever copied.
 */
#ifndef CHECKER_STATES_FRONTIER_H
#define CHECKER_STATES_FRONTIER_H

#include <stdint.h>

struct frontier_chunk;

/* The states are those of the chunks from first to last: [head, ...) of the first, [..., tail) of the last. */
struct frontier {
    struct frontier_chunk *first, *last;
    uint64_t count, chunks;
    uint32_t head, tail; /* states */
    uint32_t words;      /* of a state */
};

/** words: 64-bit words of each state, at least 1. */
void frontier_init(struct frontier *f, uint32_t words);
void frontier_release(struct frontier *f);
void frontier_push(struct frontier *f, const uint64_t *state);
/** Takes the oldest state out; there must be one. */
void frontier_pop(struct frontier *f, uint64_t *state);
/** All memory that it holds. */
uint64_t frontier_bytes(const struct frontier *f);

static inline uint64_t frontier_count(const struct frontier *f)
{
    return f->count;
}

#endif
