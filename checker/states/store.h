/* SPDX-License-Identifier: MIT */
/*
 * The set of states that a search has seen: bit vectors of one length, each with a dense index.
 *
 *     struct store *s = store_new(&(struct store_options){.words = 2});
 *     switch (store_insert(s, state, &index)) {
 *     case STORE_NEW: ... the state was not there; index == store_count(s) - 1
 *     case STORE_OLD: ... it was, under that index
 *     case STORE_FULL: ... no memory: end the search, report what is there
 *     }
 *     store_get(s, index, state);
 *     store_free(s);
 *
 * Exact: two different states never have the same index.  In compact mode a state is represented
 * by a signature of 64 bits, so two states may be taken for one; store_omission_probability
 * bounds that.
 *
 * Indices depend on the order of the insertions alone.  There are at most STORE_STATES_MAX states.
 * Data structures and figures: docs/algorithms/state-store.md.
 */
#ifndef CHECKER_STATES_STORE_H
#define CHECKER_STATES_STORE_H

#include <stdbool.h>
#include <stdint.h>

struct store;

#define STORE_STATES_MAX UINT32_MAX

enum { STORE_WORDS_MAX = 256 };

enum store_result {
    STORE_NEW,
    STORE_OLD,
    STORE_FULL, /* the memory limit would be exceeded, or there are STORE_STATES_MAX states */
};

struct store_options {
    uint32_t words;     /* 64-bit words per state, 1 to STORE_WORDS_MAX; any number in compact mode */
    uint64_t bytes_max; /* limit on store_bytes; 0 = none */
    bool compact;       /* keep signatures instead of states */
};

/** An empty store, owned by the caller (store_free). */
struct store *store_new(const struct store_options *options);
void store_free(struct store *s);

/**
 * Inserts a state (`words` words, every bit counts).  *index is 0, 1, 2 ... in the order of first
 * insertion.  FULL: *index is untouched and the store says the same as before.
 */
enum store_result store_insert(struct store *s, const uint64_t *state, uint64_t *index);

/**
 * Inserts `count` states, which lie one behind the other, in their order, as store_insert
 * would.  It is several times as fast, for their cache misses overlap: search algorithms should
 * collect the successors of a state, or of a few, and insert them together.  Returns how many
 * were inserted: if fewer than count, results[] of the next one is STORE_FULL, and indices[] and
 * results[] of those behind are not written.
 */
uint64_t store_insert_many(struct store *s, const uint64_t *states, uint64_t count,
                           uint64_t *indices, enum store_result *results);

/** Like store_insert without inserting: false and *index untouched if the state is not there. */
bool store_find(const struct store *s, const uint64_t *state, uint64_t *index);

/** Writes the state with that index (less than store_count) to state.  Not in compact mode. */
void store_get(const struct store *s, uint64_t index, uint64_t *state);

uint64_t store_count(const struct store *s);

/** All memory that the store holds. */
uint64_t store_bytes(const struct store *s);

/**
 * Compact mode: an upper bound on the probability that any of the states inserted so far was
 * taken for another one (signature.h says what is random).  Exact mode: 0.
 */
double store_omission_probability(const struct store *s);

/** Compact mode: states get more words, which are 0 in all states before. */
void store_widen(struct store *s, uint32_t words);

/** Writes the new form of a state; different states must stay different. */
typedef void store_convert(void *context, const uint64_t *old_state, uint64_t *new_state);

/**
 * Gives all states another form of new_words words and keeps their indices.  While it works, the
 * old and the new store exist together.  false: the memory limit would be exceeded; nothing
 * changed.  Not in compact mode.
 */
bool store_repack(struct store *s, uint32_t new_words, store_convert *convert, void *context);

#endif
