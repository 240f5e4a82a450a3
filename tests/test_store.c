/* SPDX-License-Identifier: MIT */
/*
 * Goal: the store is an exact set with dense indices, whatever the states look like.
 * Method: the same insertions into an array that is searched from end to end; round trips; limits.
 */
#include "checker/states/signature.h"
#include "checker/states/store.h"
#include "tests/suite.h"

#include "base/memory.h"
#include "base/prng.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_TESTED = 16 };

/* State number i of a family, w words. */
typedef void family(uint64_t i, uint32_t words, uint64_t *state);

static void sequential(uint64_t i, uint32_t words, uint64_t *state)
{
    memset(state, 0, words * sizeof *state);
    state[0] = i;
}

static void last_word_only(uint64_t i, uint32_t words, uint64_t *state)
{
    memset(state, 0xff, words * sizeof *state);
    state[words - 1] = i;
}

static void high_bits_only(uint64_t i, uint32_t words, uint64_t *state)
{
    memset(state, 0, words * sizeof *state);
    state[i % words] = i << 48;
}

static void one_bit_set(uint64_t i, uint32_t words, uint64_t *state)
{
    memset(state, 0, words * sizeof *state);
    state[i / 64 % words] = UINT64_C(1) << i % 64;
}

static void random_bits(uint64_t i, uint32_t words, uint64_t *state)
{
    struct prng prng = prng_seeded(i);
    for (uint32_t k = 0; k < words; k++)
        state[k] = prng_next(&prng);
}

/* Few values per word, so that most parts of a new state were seen before. */
static void random_parts(uint64_t i, uint32_t words, uint64_t *state)
{
    struct prng prng = prng_seeded(i);
    for (uint32_t k = 0; k < words; k++)
        state[k] = prng_below(&prng, 5) * UINT64_C(0x100000001);
}

/* Halves that are equal or swapped: symmetric mixing would confuse them. */
static void swapped_halves(uint64_t i, uint32_t words, uint64_t *state)
{
    for (uint32_t k = 0; k < words; k++)
        state[k] = k % 2 ? i / 50 : i % 50;
    state[0] = (i % 50) << 32 | i / 50;
}

static family *const families[] = {sequential,  last_word_only, high_bits_only, one_bit_set,
                                   random_bits, random_parts,   swapped_halves};

/* What a set is: its members in the order of insertion. */
struct naive {
    uint64_t *states;
    uint64_t count;
    uint32_t words;
};

static uint64_t naive_find(const struct naive *n, const uint64_t *state)
{
    uint64_t i = 0;
    while (i < n->count && memcmp(n->states + i * n->words, state, n->words * sizeof *state) != 0)
        i++;
    return i;
}

static uint64_t naive_insert(struct naive *n, const uint64_t *state, bool *is_new)
{
    uint64_t i = naive_find(n, state);
    *is_new = i == n->count;
    if (*is_new) {
        n->states = memory_resize(n->states, (n->count + 1) * n->words, sizeof *state);
        memcpy(n->states + n->count++ * n->words, state, n->words * sizeof *state);
    }
    return i;
}

static void insert_both(struct store *s, struct naive *n, const uint64_t *state)
{
    bool is_new;
    uint64_t expected = naive_insert(n, state, &is_new), index = UINT64_MAX;
    CU_ASSERT_EQUAL(store_find(s, state, &index), !is_new);
    CU_ASSERT_EQUAL(index, is_new ? UINT64_MAX : expected);
    CU_ASSERT_EQUAL(store_insert(s, state, &index), is_new ? STORE_NEW : STORE_OLD);
    CU_ASSERT_EQUAL(index, expected);
    CU_ASSERT_EQUAL(store_count(s), n->count);
}

/* Every member is found under its index and comes back from it. */
static void check_members(const struct store *s, const struct naive *n)
{
    uint64_t state[WORDS_TESTED], index;
    CU_ASSERT_EQUAL_FATAL(store_count(s), n->count);
    for (uint64_t i = 0; i < n->count; i++) {
        index = UINT64_MAX;
        CU_ASSERT(store_find(s, n->states + i * n->words, &index));
        CU_ASSERT_EQUAL(index, i);
        store_get(s, i, state);
        CU_ASSERT(memcmp(state, n->states + i * n->words, n->words * sizeof *state) == 0);
    }
}

static void the_store_is_a_set_with_dense_indices_for_all_widths_and_families(void)
{
    for (uint32_t words = 1; words <= WORDS_TESTED; words++)
        for (size_t k = 0; k < sizeof families / sizeof families[0]; k++) {
            struct store *s = store_new(&(struct store_options){.words = words});
            struct naive n = {.words = words};
            struct prng prng = prng_seeded(words * 100 + k);
            uint64_t state[WORDS_TESTED];
            for (int step = 0; step < 1500; step++) {
                families[k](prng_below(&prng, 700), words, state);
                insert_both(s, &n, state);
            }
            check_members(s, &n);
            store_free(s);
            free(n.states);
        }
}

static void many_states_come_back_from_their_indices(void)
{
    for (uint32_t words = 1; words <= 8; words *= 2) {
        uint64_t states = words == 1 ? 250000 : 100000;
        struct store *s = store_new(&(struct store_options){.words = words});
        uint64_t state[8], back[8], index = 0, wrong = 0;
        for (uint64_t round = 0; round < 2; round++)
            for (uint64_t i = 0; i < states; i++) {
                random_bits(i, words, state);
                wrong += store_insert(s, state, &index) != (round ? STORE_OLD : STORE_NEW);
                store_get(s, index, back);
                wrong += index != i || memcmp(state, back, words * sizeof *state) != 0;
            }
        for (uint64_t i = states; i < 2 * states; i++) {
            random_bits(i, words, state);
            wrong += store_find(s, state, &index);
        }
        CU_ASSERT_EQUAL(wrong, 0);
        CU_ASSERT_EQUAL(store_count(s), states);
        CU_ASSERT(store_bytes(s) >= states * sizeof(uint64_t));
        store_free(s);
    }
}

static void a_full_store_keeps_what_it_has_and_its_limit(void)
{
    for (uint32_t words = 1; words <= 8; words++)
        for (int compact = 0; compact < 2; compact++) {
            struct store_options options = {words, 1000000, compact};
            struct store *s = store_new(&options);
            uint64_t state[8], index = 0, stored = 0, wrong = 0;
            random_bits(0, words, state);
            while (store_insert(s, state, &index) == STORE_NEW && stored < 1000000)
                random_bits(++stored, words, state);
            CU_ASSERT(stored > 1000);
            CU_ASSERT(stored < 1000000);
            for (int again = 0; again < 100; again++)
                CU_ASSERT_EQUAL(store_insert(s, state, &index), STORE_FULL);
            CU_ASSERT_EQUAL(index, stored - 1);
            CU_ASSERT_EQUAL(store_count(s), stored);
            CU_ASSERT(store_bytes(s) <= options.bytes_max);
            CU_ASSERT_FALSE(store_find(s, state, &index));
            for (uint64_t i = 0; i < stored; i++) {
                random_bits(i, words, state);
                wrong += store_insert(s, state, &index) != STORE_OLD || index != i;
            }
            CU_ASSERT_EQUAL(wrong, 0);
            store_free(s);
        }
}

static void a_batch_stops_where_the_store_is_full(void)
{
    enum { BATCH = 100 };
    for (uint32_t words = 1; words <= 8; words += 7) {
        struct store *s = store_new(&(struct store_options){.words = words, .bytes_max = 1500000});
        uint64_t states[BATCH * 8], indices[BATCH], stored = 0, done = BATCH, wrong = 0;
        enum store_result results[BATCH];
        while (done == BATCH) {
            for (uint64_t i = 0; i < BATCH; i++)
                random_bits(stored + i, words, states + i * words);
            done = store_insert_many(s, states, BATCH, indices, results);
            for (uint64_t i = 0; i < done; i++)
                wrong += results[i] != STORE_NEW || indices[i] != stored + i;
            stored += done;
        }
        CU_ASSERT_EQUAL(results[done], STORE_FULL);
        CU_ASSERT_EQUAL(store_count(s), stored);
        CU_ASSERT(store_bytes(s) <= 1500000);
        random_bits(stored - 1, words, states);
        CU_ASSERT_EQUAL(store_insert_many(s, states, 1, indices, results), 1);
        wrong += results[0] != STORE_OLD || indices[0] != stored - 1;
        CU_ASSERT_EQUAL(wrong, 0);
        store_free(s);
    }
}

#ifndef HEDDLE_HARD /* where buckets are nearly empty */

/* All combinations of few values per word, 16 bits in all: what states of parallel programs are
 * like. */
static void combinations(uint64_t i, uint32_t words, uint64_t *state)
{
    uint32_t bits = 16 / words;
    for (uint32_t k = 0; k < words; k++)
        state[k] = (i >> (k * bits) & ((UINT64_C(1) << bits) - 1)) * UINT64_C(0x9e3779b97f4a7c15);
}

/* At any moment, growth included: 8 bytes of log and 12 of table per word or pair, 1/16 more for
 * the steps in which memory is taken; and three such steps of 16 KiB for each of the small pools
 * of the parts. */
static void states_take_few_bytes_at_every_moment(void)
{
    for (uint32_t words = 1; words <= 16; words *= 2) {
        struct store *s = store_new(&(struct store_options){.words = words});
        uint64_t state[16], index, over = 0;
        uint64_t pools = words == 1 ? 1 : words == 2 ? 3 : words - 1;
        uint64_t parts = pools * 3 * 16384;
        for (uint64_t i = 0; i < 1 << 16; i++) {
            combinations(i, words, state);
            store_insert(s, state, &index);
            over += store_bytes(s) > 21 * (i + 1) + parts + 4096;
        }
        CU_ASSERT_EQUAL(over, 0);
        CU_ASSERT_EQUAL(store_count(s), 1 << 16);
        store_free(s);
    }
}

#endif

static void a_limit_below_everything_is_full_at_once(void)
{
    struct store *s = store_new(&(struct store_options){.words = 2, .bytes_max = 1});
    uint64_t state[2] = {1, 2}, index = 77;
    CU_ASSERT_EQUAL(store_insert(s, state, &index), STORE_FULL);
    CU_ASSERT_EQUAL(index, 77);
    CU_ASSERT_EQUAL(store_count(s), 0);
    store_free(s);
}

/* Repacking from 2 words to 3, and back. */
static void spread(void *context, const uint64_t *old_state, uint64_t *new_state)
{
    ++*(uint64_t *)context;
    new_state[0] = old_state[1] >> 32;
    new_state[1] = old_state[0];
    new_state[2] = old_state[1] & UINT32_MAX;
}

static void gather(void *context, const uint64_t *old_state, uint64_t *new_state)
{
    ++*(uint64_t *)context;
    new_state[0] = old_state[1];
    new_state[1] = old_state[0] << 32 | old_state[2];
}

static void repacking_keeps_the_indices(void)
{
    enum { STATES = 5000 };
    struct store *s = store_new(&(struct store_options){.words = 2});
    uint64_t state[3], wide[3], index = 0, calls = 0, wrong = 0;
    for (uint64_t i = 0; i < STATES; i++) {
        random_bits(i, 2, state);
        CU_ASSERT_EQUAL(store_insert(s, state, &index), STORE_NEW);
    }
    CU_ASSERT(store_repack(s, 3, spread, &calls));
    CU_ASSERT_EQUAL(calls, STATES);
    for (uint64_t i = 0; i < 2 * STATES; i++) {
        random_bits(i, 2, state);
        spread(&calls, state, wide);
        enum store_result expected = i < STATES ? STORE_OLD : STORE_NEW;
        wrong += store_insert(s, wide, &index) != expected || index != i;
    }
    CU_ASSERT(store_repack(s, 2, gather, &calls));
    CU_ASSERT_EQUAL(store_count(s), 2 * STATES);
    for (uint64_t i = 0; i < 2 * STATES; i++) {
        random_bits(i, 2, state);
        wrong += !store_find(s, state, &index) || index != i;
        store_get(s, i, wide);
        wrong += memcmp(state, wide, 2 * sizeof *state) != 0;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    store_free(s);
}

static void repacking_without_room_changes_nothing(void)
{
    struct store *s = store_new(&(struct store_options){.words = 2, .bytes_max = 2000000});
    uint64_t state[2], index = 0, calls = 0, stored = 0, wrong = 0;
    random_bits(0, 2, state);
    while (store_insert(s, state, &index) == STORE_NEW)
        random_bits(++stored, 2, state);
    uint64_t bytes = store_bytes(s);
    CU_ASSERT_FALSE(store_repack(s, 3, spread, &calls));
    CU_ASSERT_EQUAL(store_bytes(s), bytes);
    CU_ASSERT_EQUAL(store_count(s), stored);
    for (uint64_t i = 0; i < stored; i++) {
        random_bits(i, 2, state);
        wrong += store_insert(s, state, &index) != STORE_OLD || index != i;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    store_free(s);
}

static void compact_mode_keeps_indices_and_states_its_bound(void)
{
    enum { STATES = 20000, WORDS = 6 };
    struct store *s = store_new(&(struct store_options){.words = WORDS, .compact = true});
    struct store *exact = store_new(&(struct store_options){.words = WORDS});
    uint64_t state[WORDS], index = 0, wrong = 0;
    for (uint64_t i = 0; i < 2 * STATES; i++) {
        random_bits(i % STATES, WORDS, state);
        wrong += store_insert(s, state, &index) != (i < STATES ? STORE_NEW : STORE_OLD);
        wrong += index != i % STATES || !store_find(s, state, &index);
        store_insert(exact, state, &index);
    }
    CU_ASSERT_EQUAL(wrong, 0);
    /* n (n + 1) / 2 pairs, each with 2^-64. */
    double pairs = STATES * (STATES + 1.0) / 2;
    CU_ASSERT_DOUBLE_EQUAL(store_omission_probability(s) * 0x1p64, pairs, 1e-3);
    CU_ASSERT_EQUAL(store_omission_probability(exact), 0);
    CU_ASSERT(store_bytes(s) < store_bytes(exact));
    store_free(s);
    store_free(exact);
}

static void the_bound_is_a_probability(void)
{
    CU_ASSERT_EQUAL(signature_omission_probability(0), 0);
    CU_ASSERT(signature_omission_probability(UINT32_MAX) < 0.51);
    CU_ASSERT(signature_omission_probability(UINT32_MAX) > 0.49);
    CU_ASSERT_EQUAL(signature_omission_probability(UINT64_MAX), 1);
}

static int compare_u64(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Of 2^16 random states, the upper 24 bits of the signatures collide as often as random ones:
 * n^2 / 2^25 = 128 pairs on average (standard deviation 11), over 20 hash functions. */
static void signatures_collide_as_rarely_as_random_numbers(void)
{
    enum { STATES = 1 << 16, SEEDS = 20 };
    uint64_t *tops = memory_new(STATES, sizeof *tops), pairs = 0, state[3];
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct signature g;
        signature_init(&g, 3, seed);
        for (uint64_t i = 0; i < STATES; i++) {
            random_bits(i, 3, state);
            tops[i] = signature_of(&g, state) >> 40;
        }
        qsort(tops, STATES, sizeof *tops, compare_u64);
        for (uint64_t i = 1; i < STATES; i++)
            pairs += tops[i] == tops[i - 1];
        signature_release(&g);
    }
    CU_ASSERT(pairs > SEEDS * 100);
    CU_ASSERT(pairs < SEEDS * 160);
    free(tops);
}

void suite_store(void)
{
    CU_pSuite suite = CU_add_suite("store", NULL, NULL);
    CU_ADD_TEST(suite, the_store_is_a_set_with_dense_indices_for_all_widths_and_families);
    CU_ADD_TEST(suite, many_states_come_back_from_their_indices);
    CU_ADD_TEST(suite, a_full_store_keeps_what_it_has_and_its_limit);
    CU_ADD_TEST(suite, a_batch_stops_where_the_store_is_full);
#ifndef HEDDLE_HARD
    CU_ADD_TEST(suite, states_take_few_bytes_at_every_moment);
#endif
    CU_ADD_TEST(suite, a_limit_below_everything_is_full_at_once);
    CU_ADD_TEST(suite, repacking_keeps_the_indices);
    CU_ADD_TEST(suite, repacking_without_room_changes_nothing);
    CU_ADD_TEST(suite, compact_mode_keeps_indices_and_states_its_bound);
    CU_ADD_TEST(suite, the_bound_is_a_probability);
    CU_ADD_TEST(suite, signatures_collide_as_rarely_as_random_numbers);
}
