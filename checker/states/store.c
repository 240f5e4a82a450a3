/* SPDX-License-Identifier: MIT */
#include "checker/states/store.h"

#include "checker/states/signature.h"
#include "checker/states/tree.h"

#include "base/check.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static const uint64_t SIGNATURE_SEED = 1;

struct store {
    struct store_options options;
    struct budget budget;
    struct signature signature; /* compact mode */
    struct tree states;         /* their signatures in compact mode */
};

struct store *store_new(const struct store_options *options)
{
    ASSERT(options->compact || options->words > 0);
    ASSERT(options->compact || options->words <= STORE_WORDS_MAX);
    struct store *s = memory_new(1, sizeof *s);
    s->options = *options;
    s->budget.bytes_max = options->bytes_max;
    s->budget.used = sizeof *s;
    if (options->compact) {
        signature_init(&s->signature, options->words, SIGNATURE_SEED);
        s->budget.used += signature_bytes(&s->signature);
    }
    tree_init(&s->states, options->compact ? 1 : options->words, &s->budget);
    return s;
}

void store_free(struct store *s)
{
    if (s == NULL)
        return;
    signature_release(&s->signature);
    tree_release(&s->states, &s->budget);
    free(s);
}

enum store_result store_insert(struct store *s, const uint64_t *state, uint64_t *index)
{
    uint64_t signature;
    if (s->options.compact) {
        signature = signature_of(&s->signature, state);
        state = &signature;
    }
    uint32_t id = 0;
    enum pool_result result = tree_insert(&s->states, state, &id);
    if (result == POOL_FULL)
        return STORE_FULL;
    *index = id;
    return result == POOL_NEW ? STORE_NEW : STORE_OLD;
}

/* Signatures of a batch, or the states themselves. */
static const uint64_t *batch_keys(const struct store *s, const uint64_t *states, uint64_t count,
                                  uint64_t *signatures)
{
    if (!s->options.compact)
        return states;
    for (uint64_t i = 0; i < count; i++)
        signatures[i] = signature_of(&s->signature, states + i * s->options.words);
    return signatures;
}

uint64_t store_insert_many(struct store *s, const uint64_t *states, uint64_t count,
                           uint64_t *indices, enum store_result *results)
{
    uint64_t signatures[POOL_BATCH], is_new, done = 0;
    uint32_t ids[POOL_BATCH];
    while (done < count) {
        uint32_t batch = count - done < POOL_BATCH ? (uint32_t)(count - done) : POOL_BATCH;
        const uint64_t *keys = batch_keys(s, states + done * s->options.words, batch, signatures);
        uint32_t inserted = tree_insert_many(&s->states, keys, batch, ids, &is_new);
        for (uint32_t i = 0; i < inserted; i++) {
            indices[done + i] = ids[i];
            results[done + i] = is_new >> i & 1 ? STORE_NEW : STORE_OLD;
        }
        done += inserted;
        if (inserted < batch) {
            results[done] = STORE_FULL;
            break;
        }
    }
    return done;
}

bool store_find(const struct store *s, const uint64_t *state, uint64_t *index)
{
    uint64_t signature;
    if (s->options.compact) {
        signature = signature_of(&s->signature, state);
        state = &signature;
    }
    uint32_t id;
    if (!tree_find(&s->states, state, &id))
        return false;
    *index = id;
    return true;
}

void store_get(const struct store *s, uint64_t index, uint64_t *state)
{
    ASSERT(!s->options.compact);
    ASSERT_LT(index, store_count(s));
    tree_get(&s->states, (uint32_t)index, state);
}

uint64_t store_count(const struct store *s)
{
    return tree_root(&s->states)->count;
}

uint64_t store_bytes(const struct store *s)
{
    return s->budget.used;
}

double store_omission_probability(const struct store *s)
{
    return s->options.compact ? signature_omission_probability(store_count(s)) : 0;
}

void store_widen(struct store *s, uint32_t words)
{
    ASSERT(s->options.compact);
    s->budget.used -= signature_bytes(&s->signature);
    signature_widen(&s->signature, words);
    s->budget.used += signature_bytes(&s->signature);
    s->options.words = s->signature.words;
}

/* The new forms of up to POOL_BATCH states from `first` on; returns how many. */
static uint32_t convert_batch(const struct store *s, uint64_t first, uint32_t new_words,
                              store_convert *convert, void *context, uint64_t *new_states)
{
    uint64_t state[STORE_WORDS_MAX];
    uint32_t done = 0;
    memset(new_states, 0, POOL_BATCH * new_words * sizeof *new_states);
    for (; done < POOL_BATCH && first + done < store_count(s); done++) {
        store_get(s, first + done, state);
        convert(context, state, new_states + done * new_words);
    }
    return done;
}

/* Inserts the new forms of all states of s into `tree`.  false: no memory. */
static bool convert_all(const struct store *s, struct tree *tree, store_convert *convert,
                        void *context)
{
    uint64_t new_states[POOL_BATCH * STORE_WORDS_MAX], is_new;
    uint32_t ids[POOL_BATCH];
    for (uint64_t first = 0; first < store_count(s);) {
        uint32_t batch = convert_batch(s, first, tree->words, convert, context, new_states);
        if (tree_insert_many(tree, new_states, batch, ids, &is_new) < batch)
            return false;
        ASSERT_EQ(ids[batch - 1], first + batch - 1); /* else two states became one */
        first += batch;
    }
    return true;
}

bool store_repack(struct store *s, uint32_t new_words, store_convert *convert, void *context)
{
    struct tree other;
    ASSERT(!s->options.compact);
    ASSERT_LE(new_words, STORE_WORDS_MAX);
    tree_init(&other, new_words, &s->budget);
    bool ok = convert_all(s, &other, convert, context);
    if (ok) {
        struct tree old = s->states;
        s->states = other;
        s->options.words = new_words;
        other = old;
    }
    tree_release(&other, &s->budget);
    return ok;
}
