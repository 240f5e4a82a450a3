/* SPDX-License-Identifier: MIT */
/*
 * A set of keys of 1 or more words, each with a dense id: what the store is made of.
 *
 * The keys lie in a log, in the order of their ids; a hash table of ids finds them.
 */
#ifndef CHECKER_STATES_POOL_H
#define CHECKER_STATES_POOL_H

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

#define POOL_KEYS_MAX UINT32_MAX

struct pool {
    struct budget *budget;
    struct span log;   /* of keys */
    struct span table; /* of ids + 1, 0 = empty; a power of two, at most 3/4 full */
    uint64_t slots;
    uint32_t words;
    uint32_t count;
};

enum pool_result { POOL_NEW, POOL_OLD, POOL_FULL };

/** The budget is shared with others and outlives the pool. */
void pool_init(struct pool *p, uint32_t words, struct budget *budget);
void pool_release(struct pool *p);
enum pool_result pool_insert(struct pool *p, const uint64_t *key, uint32_t *id);
bool pool_find(const struct pool *p, const uint64_t *key, uint32_t *id);

/** The key with that id; borrowed until the next insertion. */
static inline const uint64_t *pool_key(const struct pool *p, uint32_t id)
{
    return (const uint64_t *)p->log.base + (uint64_t)id * p->words;
}

#endif
