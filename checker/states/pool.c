/* SPDX-License-Identifier: MIT */
#include "checker/states/pool.h"

#include "base/check.h"
#include "base/hash.h"

#include <string.h>

#ifdef HEDDLE_HARD
enum { SLOTS_MIN = 2 };
#else
enum { SLOTS_MIN = 64 };
#endif

void pool_init(struct pool *p, uint32_t words, struct budget *budget)
{
    *p = (struct pool){.budget = budget, .words = words};
}

void pool_release(struct pool *p)
{
    span_release(&p->log, p->budget);
    span_release(&p->table, p->budget);
}

static uint64_t key_bytes(const struct pool *p)
{
    return p->words * sizeof(uint64_t);
}

/* The slot of the key, or the empty one where it belongs. */
static uint32_t *slot_of(const struct pool *p, const uint64_t *key)
{
    uint32_t *slots = (uint32_t *)p->table.base;
    uint64_t at = hash_bytes(key, key_bytes(p), 0) & (p->slots - 1);
    while (slots[at] && memcmp(pool_key(p, slots[at] - 1), key, key_bytes(p)) != 0)
        at = (at + 1) & (p->slots - 1);
    return &slots[at];
}

static bool table_grow(struct pool *p)
{
    struct pool larger = *p;
    larger.table = (struct span){0};
    larger.slots = p->slots ? 2 * p->slots : SLOTS_MIN;
    if (!span_grow(&larger.table, p->budget, larger.slots * sizeof(uint32_t)))
        return false;
    for (uint32_t id = 0; id < p->count; id++)
        *slot_of(&larger, pool_key(p, id)) = id + 1;
    span_release(&p->table, p->budget);
    *p = larger;
    return true;
}

bool pool_find(const struct pool *p, const uint64_t *key, uint32_t *id)
{
    uint32_t slot = p->slots ? *slot_of(p, key) : 0;
    if (slot == 0)
        return false;
    *id = slot - 1;
    return true;
}

enum pool_result pool_insert(struct pool *p, const uint64_t *key, uint32_t *id)
{
    if (pool_find(p, key, id))
        return POOL_OLD;
    if (p->count == POOL_KEYS_MAX ||
        !span_grow(&p->log, p->budget, (p->count + UINT64_C(1)) * key_bytes(p)) ||
        (p->count >= p->slots / 4 * 3 && !table_grow(p)))
        return POOL_FULL;
    memcpy(p->log.base + p->count * key_bytes(p), key, key_bytes(p));
    *id = p->count;
    *slot_of(p, key) = ++p->count;
    return POOL_NEW;
}
