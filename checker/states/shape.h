/* SPDX-License-Identifier: MIT */
/*
 * The shape of packed states: how a state of the product becomes words, and back.
 *
 * What is packed for a field is the rank of its value: how many other values of the field were packed
 * before.  The initial state's values have rank 0, so a field that never changes takes no bits, nor do values
 * that the learner has tried and no state has.  Rank 0 of a field that the product gets later is its value
 * 0, which is what all states before have.
 */
#ifndef CHECKER_STATES_SHAPE_H
#define CHECKER_STATES_SHAPE_H

#include "checker/states/frontier.h"
#include "checker/states/packing.h"
#include "checker/states/store.h"
#include "sim/learn/product.h"

#define RANK_NONE UINT32_MAX

struct ranks {
    VEC(uint32_t) of;    /* by value; RANK_NONE: not packed yet */
    VEC(uint32_t) value; /* by rank */
};

struct shape {
    const struct product *product;
    struct packing packing;
    VEC(struct ranks) ranks; /* by field */
    VEC(uint32_t) taking;    /* shape_grow_frontier: fields that take bits, in the order in which they came to */
};

/** The values of the initial state get rank 0. */
void shape_init(struct shape *s, const struct product *p, const struct state *initial);
void shape_release(struct shape *s);

static inline uint32_t shape_words(const struct shape *s)
{
    return s->packing.words;
}

/** Can the value be packed as things are? */
static inline bool shape_has(const struct shape *s, uint32_t field, uint32_t value)
{
    if (__builtin_expect(field >= s->packing.count, 0))
        return false;
    const struct ranks *r = &s->ranks.items[field];
    return value < r->of.count && r->of.items[value] <= s->packing.fields[field].mask;
}

/** Gives the value a rank.  False: it needs more bits than there are; call shape_grow before packing it. */
bool shape_admit(struct shape *s, uint32_t field, uint32_t value);
/** The same for all fields of a state. */
bool shape_admit_all(struct shape *s, const struct state *state);

/**
 * Makes room for all ranks and packs what is in the store (NULL: nothing) anew.  False: the store has no
 * memory for that, or states are too long.
 */
bool shape_grow(struct shape *s, struct store *store);
/** The same for the states of a frontier, and for one more (NULL: none), which is allocated anew; free it. */
void shape_grow_frontier(struct shape *s, struct frontier *f, uint64_t **state);
/**
 * Writes the ranks of a packed state: of the fields that take bits, shape_rank_count of them.  When the shape
 * grows they stay, and more may follow, which are 0 in all states before.
 */
void shape_ranks(const struct shape *s, const uint64_t *words, uint64_t *ranks);
static inline uint32_t shape_rank_count(const struct shape *s)
{
    return (uint32_t)s->taking.count;
}

static inline uint32_t shape_get(const struct shape *s, const uint64_t *words, uint32_t field)
{
    return s->ranks.items[field].value.items[packing_get(&s->packing, words, field)];
}

/** The value must be there: shape_has. */
static inline void shape_set(const struct shape *s, uint64_t *words, uint32_t field, uint32_t value)
{
    const struct packing_field *f = &s->packing.fields[field];
    uint64_t rank = s->ranks.items[field].of.items[value];
    words[f->word] = (words[f->word] & ~(f->mask << f->shift)) | rank << f->shift;
}

void shape_pack(const struct shape *s, const struct state *state, uint64_t *words);
/** state has all fields of the product afterwards. */
void shape_unpack(const struct shape *s, const uint64_t *words, struct state *state);

#endif
