/* SPDX-License-Identifier: MIT */
#include "checker/states/pool.h"

#include "base/check.h"
#include "base/prefetch.h"

#include <string.h>

enum { CACHED_BYTES = 1 << 18 };

void pool_init(struct pool *p, uint32_t words, struct budget *budget)
{
    ASSERT(words == 1 || words == 2);
    *p = (struct pool){.words = words};
    table_init(&p->table, budget);
}

void pool_release(struct pool *p)
{
    span_release(&p->log, p->table.budget);
    table_release(&p->table);
}

/* For one word this is a permutation, so different keys have different hashes. */
static inline uint64_t key_hash(const uint64_t *key, uint32_t words)
{
    uint64_t hash = pool_mix(key[0]);
    return words == 1 ? hash : pool_mix(hash ^ key[1]);
}

static inline bool key_equal(const uint64_t *a, const uint64_t *b, uint32_t words)
{
    return a[0] == b[0] && (words == 1 || a[1] == b[1]);
}

static uint64_t hash_of_id(const void *context, uint32_t id)
{
    const struct pool *p = context;
    return key_hash(pool_key(p, id), p->words);
}

static void hint_id(const void *context, uint32_t id)
{
    prefetch(pool_key(context, id));
}

static bool find(const struct pool *p, const uint64_t *key, uint64_t hash, uint32_t *id)
{
    const struct table *t = &p->table;
    if (UNLIKELY(t->usable == 0))
        return false;
    struct table_place place = table_place(t, hash);
    const struct bucket *b = table_buckets(t) + place.home;
    for (const struct bucket *end = table_buckets(t) + t->usable; b < end; b++) {
        uint32_t matches = bucket_match(b, place.tag, place.tolerance);
        for (; matches; matches &= matches - 1) {
            uint32_t candidate = b->ids[__builtin_ctz(matches)];
            if (LIKELY(key_equal(pool_key(p, candidate), key, p->words))) {
                *id = candidate;
                return true;
            }
        }
        if (LIKELY(!bucket_spilled(b)))
            return false;
    }
    return false;
}

bool pool_find(const struct pool *p, const uint64_t *key, uint32_t *id)
{
    return find(p, key, key_hash(key, p->words), id);
}

/* Hard builds: small pools are checked at every insertion, large ones now and then. */
static void check_sometimes(const struct pool *p)
{
#ifdef HEDDLE_HARD
    if (p->count < 200 || p->count % 509 == 0)
        table_check(&p->table, hash_of_id, p);
#else
    (void)p;
#endif
}

static enum pool_result append(struct pool *p, const uint64_t *key, uint64_t hash, uint32_t *id)
{
    uint64_t bytes = p->words * sizeof *key, at = p->count * bytes;
    if (UNLIKELY(p->count == POOL_KEYS_MAX))
        return POOL_FULL;
    if (UNLIKELY(at + bytes > p->log.bytes) &&
        !span_grow(&p->log, p->table.budget, at + bytes))
        return POOL_FULL;
    memcpy(p->log.base + at, key, bytes);
    if (!table_prepare(&p->table, hash_of_id, hint_id, p) ||
        !table_add(&p->table, table_place(&p->table, hash), p->count))
        return POOL_FULL;
    *id = p->count++;
    check_sometimes(p);
    return POOL_NEW;
}

enum pool_result pool_insert(struct pool *p, const uint64_t *key, uint32_t *id)
{
    uint64_t hash = key_hash(key, p->words);
    return find(p, key, hash, id) ? POOL_OLD : append(p, key, hash, id);
}

static void prefetch_home(const struct pool *p, uint64_t hash)
{
    prefetch(table_buckets(&p->table) + table_place(&p->table, hash).home);
}

/* What find will look at after the home: the next bucket, a key. */
static void prefetch_next(const struct pool *p, uint64_t hash)
{
    struct table_place place = table_place(&p->table, hash);
    const struct bucket *b = table_buckets(&p->table) + place.home;
    uint32_t matches = bucket_match(b, place.tag, place.tolerance);
    if (matches)
        prefetch(pool_key(p, b->ids[__builtin_ctz(matches)]));
    else if (bucket_spilled(b))
        prefetch(b + 1);
}

/* Whether looking ahead pays: small pools are in the cache. */
static bool is_large(const struct pool *p)
{
    return p->table.usable * sizeof(struct bucket) > CACHED_BYTES;
}

uint32_t pool_insert_many(struct pool *p, const uint64_t *keys, uint32_t stride, uint32_t count,
                          uint32_t *ids, uint64_t *is_new)
{
    uint64_t hashes[POOL_BATCH];
    ASSERT_LE(count, POOL_BATCH);
    *is_new = 0;
    for (uint32_t i = 0; i < count; i++)
        hashes[i] = key_hash(keys + i * stride, p->words);
    if (is_large(p)) {
        for (uint32_t i = 0; i < count; i++)
            prefetch_home(p, hashes[i]);
        for (uint32_t i = 0; i < count; i++)
            prefetch_next(p, hashes[i]);
    }
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t *key = keys + i * stride;
        if (find(p, key, hashes[i], &ids[i]))
            continue;
        if (append(p, key, hashes[i], &ids[i]) == POOL_FULL)
            return i;
        *is_new |= UINT64_C(1) << i;
    }
    return count;
}
