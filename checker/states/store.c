/* SPDX-License-Identifier: MIT */
#include "checker/states/store.h"

#include "checker/states/pool.h"
#include "checker/states/signature.h"

#include "base/check.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static const uint64_t SIGNATURE_SEED = 1;

struct store {
    struct store_options options;
    struct budget budget;
    struct signature signature; /* compact mode */
    struct pool states;         /* their signatures in compact mode */
};

struct store *store_new(const struct store_options *options)
{
    ASSERT_LE(1, options->words);
    ASSERT_LE(options->words, STORE_WORDS_MAX);
    struct store *s = memory_new(1, sizeof *s);
    s->options = *options;
    s->budget.bytes_max = options->bytes_max;
    s->budget.used = sizeof *s;
    if (options->compact)
        signature_init(&s->signature, options->words, SIGNATURE_SEED);
    pool_init(&s->states, options->compact ? 1 : options->words, &s->budget);
    return s;
}

void store_free(struct store *s)
{
    if (s == NULL)
        return;
    signature_release(&s->signature);
    pool_release(&s->states);
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
    enum pool_result result = pool_insert(&s->states, state, &id);
    if (result == POOL_FULL)
        return STORE_FULL;
    *index = id;
    return result == POOL_NEW ? STORE_NEW : STORE_OLD;
}

bool store_find(const struct store *s, const uint64_t *state, uint64_t *index)
{
    uint64_t signature;
    if (s->options.compact) {
        signature = signature_of(&s->signature, state);
        state = &signature;
    }
    uint32_t id;
    if (!pool_find(&s->states, state, &id))
        return false;
    *index = id;
    return true;
}

void store_get(const struct store *s, uint64_t index, uint64_t *state)
{
    ASSERT(!s->options.compact);
    ASSERT_LT(index, s->states.count);
    memcpy(state, pool_key(&s->states, (uint32_t)index), s->options.words * sizeof *state);
}

void store_prefetch(const struct store *s, const uint64_t *state)
{
    (void)s, (void)state;
}

uint64_t store_count(const struct store *s)
{
    return s->states.count;
}

uint64_t store_bytes(const struct store *s)
{
    return s->budget.used;
}

double store_omission_probability(const struct store *s)
{
    return s->options.compact ? signature_omission_probability(s->states.count) : 0;
}

/* Inserts the new form of all states of s into larger. */
static bool convert_all(const struct store *s, struct store *other, store_convert *convert,
                        void *context)
{
    uint64_t old_state[STORE_WORDS_MAX], new_state[STORE_WORDS_MAX], new_index = 0;
    for (uint64_t index = 0; index < store_count(s); index++) {
        store_get(s, index, old_state);
        memset(new_state, 0, other->options.words * sizeof *new_state);
        convert(context, old_state, new_state);
        enum store_result result = store_insert(other, new_state, &new_index);
        if (result == STORE_FULL)
            return false;
        ASSERT(result == STORE_NEW);
        ASSERT_EQ(new_index, index);
    }
    return true;
}

bool store_repack(struct store *s, uint32_t new_words, store_convert *convert, void *context)
{
    ASSERT(!s->options.compact);
    struct store_options options = s->options;
    options.words = new_words;
    if (options.bytes_max)
        options.bytes_max = options.bytes_max > s->budget.used
                                ? options.bytes_max - s->budget.used : 1;
    struct store *other = store_new(&options);
    bool ok = convert_all(s, other, convert, context);
    if (ok) {
        struct store swap = *s;
        *s = *other;
        s->options.bytes_max = swap.options.bytes_max;
        s->budget.bytes_max = swap.options.bytes_max;
        s->states.budget = &s->budget;
        *other = swap;
        other->states.budget = &other->budget;
    }
    store_free(other);
    return ok;
}
