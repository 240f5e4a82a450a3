/* SPDX-License-Identifier: MIT */
/* For the search: what a task can do in a packed state, as far as quick forms tell (product.h). */
#ifndef CHECKER_STATES_MOVER_H
#define CHECKER_STATES_MOVER_H

#include "checker/states/explore.h"

/* What is known about a task of the state in e->packed. */
struct mover {
    task_id task;
    uint32_t class;
    const struct quick *quick; /* a step that can be made quickly, or NULL */
    bool steps, moves, known;  /* known: that it can make a step, and that it moves (product.h), is
                                  right; else the product tells */
    bool fresh;                /* there may be a quick form, but it is not known yet */
};

/** States that were packed before the product had the field hold its value 0. */
static inline uint32_t mover_field_value(const struct exploration *e, const uint64_t *words,
                                         uint32_t field)
{
    return LIKELY(field < e->shape.packing.count) ? shape_get(&e->shape, words, field) : 0;
}

/** Can the values that the step sets be packed as things are? */
static inline bool mover_has_values(const struct exploration *e, task_id task,
                                    const struct quick *q)
{
    const struct slot_classes *sc = &e->product->slots[task];
    return shape_has(&e->shape, sc->task_field, q->task_value) &&
           (q->unchanged || shape_has(&e->shape, q->field, q->value)) &&
           (!e->product->contended || shape_has(&e->shape, sc->races_field, 0));
}

/** What is known about the task in e->packed.  False: there is no such task now. */
bool mover_find(const struct exploration *e, task_id task, struct mover *m);

/** Remembers in e->jumps what mover_find found out, if it depends on the class and the field that it looks at alone. */
void mover_remember(struct exploration *e, task_id task, const struct mover *m);

#endif
