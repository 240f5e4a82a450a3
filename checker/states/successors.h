/* SPDX-License-Identifier: MIT */
/*
 * For the search (explore.c, expand.c): states on their way into the store.
 *
 * Successors are gathered in a batch, so that the store can look ahead.
 *
 *     successors_add(e, index, step_number(task, alternative));   // e->state is a successor of that state
 *     successors_flush(e);                                        // all of them are in the store
 */
#ifndef CHECKER_STATES_SUCCESSORS_H
#define CHECKER_STATES_SUCCESSORS_H

#include "checker/states/explore.h"

#include "base/check.h"

enum { STEP_TASK_BITS = 8 };

/** A step as the label of a parent, and back. */
static inline uint32_t step_number(task_id task, uint32_t alternative)
{
    return task | alternative << STEP_TASK_BITS;
}

static inline struct step_label step_label_of(uint32_t number)
{
    return (struct step_label){(task_id)(number & ((1 << STEP_TASK_BITS) - 1)),
                               (uint16_t)(number >> STEP_TASK_BITS)};
}

void successors_flush(struct exploration *e);

/** A value came up for which there is no room: all states are packed anew, and so is e->packed. */
void successors_grow(struct exploration *e);

/**
 * Room for one more successor, with the label of the step to it: its words are the caller's to fill, who then counts
 * it in e->batch_count.
 */
static inline uint64_t *successors_begin(struct exploration *e, uint64_t from, uint32_t label)
{
    if (UNLIKELY(e->batch_count == EXPLORE_BATCH))
        successors_flush(e);
    e->batch_parents[e->batch_count] = (struct parent){(uint32_t)from, label};
    e->batch_asleep[e->batch_count] = e->asleep;
    return e->batch + (size_t)e->batch_count * shape_words(&e->shape);
}

/** Adds e->state, or the canonical one of its renamings, as the first state. */
void successors_add_initial(struct exploration *e);

/** The same for a successor of the state in e->packed; product->log says where the two differ. */
void successors_add(struct exploration *e, uint64_t from, uint32_t step);

/** With symmetry: the same for e->canonical, which is changed. */
void successors_add_canonical(struct exploration *e, uint64_t from, uint32_t step);

#endif
