/* SPDX-License-Identifier: MIT */
/*
 * Goal: a pool is exact and keeps its promises when the keys are as bad as they can be.
 * Method: the hash function is inverted, so that all keys fall into one bucket: the first, the
 * last, one in the middle; or have the same hash altogether.  Limits of memory and of the work of
 * one insertion.
 */
#include "checker/states/pool.h"
#include "tests/suite.h"

#include "base/prng.h"

/* y such that odd * y == 1 modulo 2^64, by Newton's iteration. */
static uint64_t inverse(uint64_t odd)
{
    uint64_t y = odd;
    for (int i = 0; i < 6; i++)
        y *= 2 - odd * y;
    return y;
}

/* The key of one word with that hash. */
static uint64_t unmix(uint64_t x)
{
    x = (x ^ x >> 32) * inverse(0xd6e8feb86659fd93u);
    x = (x ^ x >> 35) * inverse(0x9fb21c651e98df25u);
    return x ^ x >> 32;
}

static void the_mixing_is_a_permutation(void)
{
    struct prng prng = prng_seeded(3);
    uint64_t wrong = 0;
    for (int i = 0; i < 1000; i++) {
        uint64_t x = prng_next(&prng);
        wrong += pool_mix(unmix(x)) != x || unmix(pool_mix(x)) != x;
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

typedef void key_maker(uint64_t i, uint64_t *key);

static void first_bucket(uint64_t i, uint64_t *key)
{
    key[0] = unmix(i);
}

static void last_bucket(uint64_t i, uint64_t *key)
{
    key[0] = unmix(UINT64_MAX - i);
}

static void middle_bucket(uint64_t i, uint64_t *key)
{
    key[0] = unmix((UINT64_C(0x5555) << 48) + i);
}

/* Clusters that meet: every 256th of the hash values is taken. */
static void few_buckets(uint64_t i, uint64_t *key)
{
    key[0] = unmix(i << 56 | i);
}

/* mix(mix(a) ^ b) is the hash: the same for all i. */
static void same_hash(uint64_t i, uint64_t *key)
{
    key[0] = i;
    key[1] = pool_mix(i) ^ 12345;
}

static void check_keys(key_maker *make, uint32_t words)
{
    enum { KEYS = 3000 };
    struct budget budget = {0};
    struct pool p;
    uint64_t key[2], wrong = 0;
    uint32_t id = 0;
    pool_init(&p, words, &budget);
    for (uint64_t i = 0; i < KEYS; i++) {
        make(i, key);
        wrong += pool_find(&p, key, &id);
        wrong += pool_insert(&p, key, &id) != POOL_NEW || id != i;
    }
    for (uint64_t i = 0; i < KEYS; i++) {
        make(i, key);
        wrong += pool_insert(&p, key, &id) != POOL_OLD || id != i;
        wrong += pool_key(&p, id)[0] != key[0];
    }
    for (uint64_t i = KEYS; i < 2 * KEYS; i++) {
        make(i, key);
        wrong += pool_find(&p, key, &id);
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_EQUAL(p.count, KEYS);
    pool_release(&p);
    CU_ASSERT_EQUAL(budget.used, 0);
}

static void keys_of_one_bucket_are_told_apart(void)
{
    check_keys(first_bucket, 1);
    check_keys(last_bucket, 1);
    check_keys(middle_bucket, 1);
    check_keys(few_buckets, 1);
}

static void keys_of_one_hash_are_told_apart(void)
{
    check_keys(same_hash, 2);
}

static void colliding_keys_respect_the_limit(void)
{
    struct budget budget = {.bytes_max = 200000};
    struct pool p;
    uint64_t key[2], count = 0, wrong = 0;
    uint32_t id = 0;
    pool_init(&p, 1, &budget);
    for (last_bucket(0, key); pool_insert(&p, key, &id) == POOL_NEW; last_bucket(count, key))
        count++;
    CU_ASSERT(count > 500);
    CU_ASSERT(budget.used <= budget.bytes_max);
    for (uint64_t i = 0; i < count; i++) {
        last_bucket(i, key);
        wrong += !pool_find(&p, key, &id) || id != i;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    pool_release(&p);
}

#ifndef HEDDLE_HARD /* where buckets are too small for that */

/* What a step of a round copies is at most what `moving` has become. */
static void no_insertion_moves_many_buckets(void)
{
    enum { KEYS = 300000 };
    struct budget budget = {0};
    struct pool p;
    uint32_t id = 0;
    pool_init(&p, 1, &budget);
    for (uint64_t key = 0; key < KEYS; key++)
        pool_insert(&p, &key, &id);
    CU_ASSERT_EQUAL(p.count, KEYS);
    CU_ASSERT(p.table.moving.bytes > 0);
    CU_ASSERT(p.table.moving.bytes <= 256 * sizeof(struct bucket));
    pool_release(&p);
}

#endif

static void a_batch_is_the_same_as_its_keys_one_by_one(void)
{
    struct budget budget = {0};
    struct pool one, many;
    struct prng prng = prng_seeded(5);
    uint64_t keys[2 * POOL_BATCH] /* every other one is used */, is_new, wrong = 0;
    uint32_t ids[POOL_BATCH], id = 0;
    pool_init(&one, 1, &budget);
    pool_init(&many, 1, &budget);
    for (int round = 0; round < 1000; round++) {
        uint32_t count = (uint32_t)prng_below(&prng, POOL_BATCH + 1);
        for (uint32_t i = 0; i < count; i++)
            keys[2 * i] = i > 0 && prng_below(&prng, 2) ? keys[2 * i - 2]
                                                        : prng_below(&prng, 10000);
        wrong += pool_insert_many(&many, keys, 2, count, ids, &is_new) != count;
        for (uint32_t i = 0; i < count; i++) {
            bool new_now = pool_insert(&one, &keys[2 * i], &id) == POOL_NEW;
            wrong += id != ids[i] || new_now != (is_new >> i & 1);
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_EQUAL(one.count, many.count);
    pool_release(&one);
    pool_release(&many);
}

void suite_pool(void)
{
    CU_pSuite suite = CU_add_suite("pool", NULL, NULL);
    CU_ADD_TEST(suite, the_mixing_is_a_permutation);
    CU_ADD_TEST(suite, keys_of_one_bucket_are_told_apart);
    CU_ADD_TEST(suite, keys_of_one_hash_are_told_apart);
    CU_ADD_TEST(suite, colliding_keys_respect_the_limit);
#ifndef HEDDLE_HARD
    CU_ADD_TEST(suite, no_insertion_moves_many_buckets);
#endif
    CU_ADD_TEST(suite, a_batch_is_the_same_as_its_keys_one_by_one);
}
