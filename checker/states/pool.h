/* SPDX-License-Identifier: MIT */
/*
 * A set of keys of one or two words, each with a dense id: what the store is made of.
 *
 * The keys lie in a log, in the order of their ids; a hash table of ids finds them (table.h).
 */
#ifndef CHECKER_STATES_POOL_H
#define CHECKER_STATES_POOL_H

#include "checker/states/table.h"

#include <stdbool.h>
#include <stdint.h>

#define POOL_KEYS_MAX UINT32_MAX

enum { POOL_BATCH = 32 };

struct pool {
    struct span log; /* of keys */
    struct table table;
    uint32_t words; /* of a key: 1 or 2 */
    uint32_t count;
};

enum pool_result { POOL_NEW, POOL_OLD, POOL_FULL };

/** The budget, of which all memory is taken, is shared with others and outlives the pool. */
void pool_init(struct pool *p, uint32_t words, struct budget *budget);
void pool_release(struct pool *p);

/** *id: the key's; untouched if FULL. */
enum pool_result pool_insert(struct pool *p, const uint64_t *key, uint32_t *id);

/**
 * Inserts up to POOL_BATCH keys, key i at keys + i * stride, in their order.  It is faster than
 * one after the other, for their cache misses overlap.  Returns how many were inserted: if fewer
 * than count, the next one is FULL.  ids[i] are theirs; bit i of *is_new says POOL_NEW.
 */
uint32_t pool_insert_many(struct pool *p, const uint64_t *keys, uint32_t stride, uint32_t count,
                          uint32_t *ids, uint64_t *is_new);

/** *id: the key's; untouched if it is not there. */
bool pool_find(const struct pool *p, const uint64_t *key, uint32_t *id);

/** The key with that id; borrowed until the next insertion. */
static inline const uint64_t *pool_key(const struct pool *p, uint32_t id)
{
    return (const uint64_t *)p->log.base + (uint64_t)id * p->words;
}

/** A permutation of the numbers of 64 bits whose upper bits depend on all bits of x. */
static inline uint64_t pool_mix(uint64_t x)
{
    x = (x ^ x >> 32) * 0x9fb21c651e98df25u;
    x = (x ^ x >> 35) * 0xd6e8feb86659fd93u;
    return x ^ x >> 32;
}

#endif
