/* SPDX-License-Identifier: MIT */
/*
 * The state store: 10,000,000 insertions of states that are not there yet ("new"), or that are
 * ("old"), in an order that has nothing to do with the order of their hashes or indices.
 *
 * The states are what states of parallel programs are like: each word has few values, and all
 * combinations occur.  State i has a share of 24 bits of a scrambled i in each word, spread over
 * the word.
 */
#include "bench/bench.h"

#include "checker/states/store.h"

#include <time.h>

enum { STATES = 10000000, WORDS_MAX = 8, BATCH = 40, IN_CACHE = 10000 };

/* Of this process: other processes' load matters less. */
static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Word k of w words: 24 / w of the bits of n, as a word of which all bits depend on them. */
static uint64_t word_of(uint64_t n, uint32_t k, uint32_t words)
{
    uint32_t bits = 24 / words;
    uint64_t part = n >> (k * bits) & ((UINT64_C(1) << bits) - 1);
    return part * UINT64_C(0x9e3779b97f4a7c15);
}

/* A permutation of the numbers below 2^24. */
static uint64_t scramble(uint64_t i)
{
    i = i * 0x9e3779u & 0xffffff;
    i ^= i >> 11;
    return i * 0xc2b2afu & 0xffffff;
}

/* Inserts states 0 .. states - 1, as many times as rounds; returns the sum of the results. */
static uint64_t insert_all(struct store *s, uint32_t words, uint64_t states, uint64_t rounds)
{
    uint64_t batch[BATCH * WORDS_MAX], indices[BATCH], sum = 0;
    enum store_result results[BATCH];
    for (uint64_t done = 0; done < rounds * states; done += BATCH) {
        for (uint64_t i = 0; i < BATCH; i++)
            for (uint32_t k = 0; k < words; k++)
                batch[i * words + k] = word_of(scramble((done + i) % states), k, words);
        store_insert_many(s, batch, BATCH, indices, results);
        for (uint64_t i = 0; i < BATCH; i++)
            sum += results[i];
    }
    return sum;
}

static bool measure(struct measurement *m, uint32_t words, bool old, uint64_t states)
{
    struct store *s = store_new(&(struct store_options){.words = words});
    if (old)
        insert_all(s, words, states, 1);
    uint64_t rounds = STATES / states;
    double start = cpu_seconds();
    uint64_t results = insert_all(s, words, states, rounds);
    m->seconds = cpu_seconds() - start;
    m->steps = states * rounds;
    m->bytes = old ? 0 : store_bytes(s);
    bool ok = results == (old ? m->steps * STORE_OLD : 0) && store_count(s) == states;
    store_free(s);
    return ok;
}

#define STORE(name, words, old, states)                                                            \
    bool bench_##name(struct measurement *m)                                                       \
    {                                                                                              \
        return measure(m, words, old, states);                                                     \
    }

STORE(store_new_1, 1, false, STATES)
STORE(store_new_2, 2, false, STATES)
STORE(store_new_4, 4, false, STATES)
STORE(store_new_8, 8, false, STATES)
STORE(store_old_1, 1, true, STATES)
STORE(store_old_2, 2, true, STATES)
STORE(store_old_4, 4, true, STATES)
STORE(store_old_8, 8, true, STATES)
STORE(store_cached_1, 1, true, IN_CACHE)
STORE(store_cached_8, 8, true, IN_CACHE)
