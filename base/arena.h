/* SPDX-License-Identifier: MIT */
/*
 * Bump allocation for data that dies together, such as everything that belongs to one execution.
 *
 * Blocks are kept across arena_reset, so a steady state allocates nothing.  Nothing is freed alone.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

struct arena_block;

struct arena {
    uint8_t *next, *end;         /* free part of the current block */
    struct arena_block *current; /* NULL before the first allocation */
    struct arena_block *first;
    void *(*source)(size_t bytes); /* where zeroed blocks come from; NULL: the heap */
};

void *arena_grow_(struct arena *a, size_t bytes);

/** bytes of uninitialised storage, aligned to 16.  Lives until arena_reset or arena_release. */
static inline void *arena_alloc(struct arena *a, size_t bytes)
{
    bytes = (bytes + 15u) & ~(size_t)15u;
    if (__builtin_expect((size_t)(a->end - a->next) < bytes, 0))
        return arena_grow_(a, bytes);
    void *result = a->next;
    a->next += bytes;
    return result;
}

/** Where the allocations start, if all of them are in one block [start, a->next); else NULL. */
uint8_t *arena_first(const struct arena *a);
/** Forgets all allocations; keeps the blocks.  O(1). */
void arena_reset(struct arena *a);
/** Returns all memory to the system, unless it has a source: then that takes it back. */
void arena_release(struct arena *a);

#endif
