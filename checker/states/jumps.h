/* SPDX-License-Identifier: MIT */
/*
 * Jumps: the quick steps of a search (product.h), by what a packed state holds: which bits change.
 *
 *     const struct jump *j = jumps_find(&e->jumps, e->packed, task);
 *     if (j == NULL) ... find out otherwise; jumps_put remembers it ...
 *     else if (j->kind == JUMP_STEP) jump_make(j, successor);
 *
 * A row belongs to a task and the rank of its class; in it there is a jump for each rank of the field that the
 * class looks at.  They are forgotten when states get another shape, or quick forms are void.
 */
#ifndef CHECKER_STATES_JUMPS_H
#define CHECKER_STATES_JUMPS_H

#include "checker/states/shape.h"

enum jump_kind {
    JUMP_UNKNOWN,
    JUMP_STEP,    /* the task makes a step, and moves (product.h) */
    JUMP_LOOK,    /* it makes a step that changes nothing but where it is: whether it moves is another question */
    JUMP_BLOCKED, /* it makes none */
    JUMP_NOT,     /* something else */
};

enum { JUMP_WORDS = 2 }; /* of a state that a quick step changes, at most */

struct jump {
    uint8_t kind, count;
    uint8_t word[JUMP_WORDS];
    uint64_t clear[JUMP_WORDS], set[JUMP_WORDS];
};

/* Where a field lies; a mask of 0 if there is none. */
struct jump_field {
    uint32_t word, shift;
    uint64_t mask;
};

struct jump_row {
    struct jump_field field; /* that the class looks at */
    VEC(struct jump) jumps;  /* by rank */
};

struct jumps {
    struct jump_slot {
        struct jump_field field; /* the task's */
        VEC(struct jump_row) rows; /* by rank */
    } slots[PRODUCT_TASKS_MAX];
    uint32_t voided; /* product->quick_voided of what is here */
};

static inline uint64_t jump_rank(const struct jump_field *f, const uint64_t *words)
{
    return words[f->word] >> f->shift & f->mask;
}

/** What the task does in this state; NULL if that is not known. */
static inline const struct jump *jumps_find(const struct jumps *all, const uint64_t *words,
                                            task_id task)
{
    const struct jump_slot *slot = &all->slots[task];
    uint64_t rank = jump_rank(&slot->field, words);
    if (__builtin_expect(rank >= slot->rows.count, 0))
        return NULL;
    const struct jump_row *row = &slot->rows.items[rank];
    uint64_t seen = jump_rank(&row->field, words);
    if (__builtin_expect(seen >= row->jumps.count, 0) ||
        row->jumps.items[seen].kind == JUMP_UNKNOWN)
        return NULL;
    return &row->jumps.items[seen];
}

/** Changes a copy of the state into its successor. */
static inline void jump_make(const struct jump *j, uint64_t *words)
{
    for (uint32_t i = 0; i < j->count; i++)
        words[j->word[i]] = (words[j->word[i]] & ~j->clear[i]) | j->set[i];
}

/** Adds to a jump that the field becomes this value, which the shape has.  False: it changes too many words. */
bool jump_add(struct jump *j, const struct shape *shape, uint32_t field, uint32_t value);

/** Remembers what the task does in this state; seen is the field that its class looks at, or UINT32_MAX. */
void jumps_put(struct jumps *all, const struct shape *shape, const uint64_t *words, task_id task,
               uint32_t seen, const struct jump *jump);

void jumps_forget(struct jumps *all);

#endif
