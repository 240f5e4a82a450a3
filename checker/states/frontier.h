/* SPDX-License-Identifier: MIT */
/*
 * The states that a search has still to expand: a queue of state indices, first in first out
 * (breadth first) or last in first out (depth first).
 *
 *     struct frontier f;
 *     frontier_init(&f, FRONTIER_FIFO);
 *     frontier_push(&f, index);
 *     while (frontier_count(&f) > 0) expand(frontier_pop(&f));
 *     frontier_release(&f);
 *
 * Memory comes in chunks and follows the number of indices up and down; nothing is ever copied.
 */
#ifndef CHECKER_STATES_FRONTIER_H
#define CHECKER_STATES_FRONTIER_H

#include <stdint.h>

struct frontier_chunk;

enum frontier_order { FRONTIER_FIFO, FRONTIER_LIFO };

/* The indices are those of the chunks from first to last: [head, ...) of the first, [..., tail)
 * of the last.  A chunk is never empty, except that one chunk may be kept in spare. */
struct frontier {
    struct frontier_chunk *first, *last, *spare;
    uint64_t count, chunks; /* chunks: all of them, with the spare one */
    uint32_t head, tail;
    enum frontier_order order;
};

void frontier_init(struct frontier *f, enum frontier_order order);
void frontier_release(struct frontier *f);
void frontier_push(struct frontier *f, uint32_t index);
/** The next index; the frontier must not be empty. */
uint32_t frontier_pop(struct frontier *f);
/** All memory that it holds. */
uint64_t frontier_bytes(const struct frontier *f);

static inline uint64_t frontier_count(const struct frontier *f)
{
    return f->count;
}

#endif
