/* SPDX-License-Identifier: MIT */
/*
 * Store buffers in the product: FIELD_BUFFER of each task, whose values are the stores that wait (stores.h).
 *
 * The rules are those of the direct machine, and so are the alternatives: first the flushes, oldest first.
 * A store that is buffered changes this field instead of cells, and loads look at it before they look at cells.
 */
#ifndef SIM_LEARN_BUFFERS_H
#define SIM_LEARN_BUFFERS_H

#include "sim/learn/product.h"
#include "sim/stores.h"

/** Does nothing of the task wait?  Always so under SC. */
static inline bool buffers_are_empty(const struct product *p, const struct state *s, task_id task)
{
    if (!p->weak_memory)
        return true;
    uint32_t field = p->slots[task].buffer_field;
    return field >= s->count || s->v[field] == 0;
}

/** Is class's operation a store that goes into its task's buffer? */
bool buffers_take(const struct product *p, const struct class *c);
/** Does the buffer of its task allow class's operation? */
bool buffers_allow(struct product *p, const struct state *s, uint32_t class);

/** Number of flushes that the task's buffer allows: its first alternatives. */
uint32_t buffers_flushable(const struct product *p, const struct state *s, task_id task);
/** The store that the which-th of them takes to memory. */
struct waiting_store buffers_next(const struct product *p, const struct state *s, task_id task,
                                  uint32_t which);
/** Takes it there. */
void buffers_flush(struct product *p, struct state *s, task_id task, uint32_t which);

/** The value of the task's field after a store, or a fence. */
uint32_t buffers_after_store(struct product *p, const struct state *s, task_id task,
                             const struct op *op, uint64_t value);
uint32_t buffers_after_fence(struct product *p, const struct state *s, task_id task);

/** product_read as the task sees it. */
void buffers_read(struct product *p, const struct state *s, task_id task, uint64_t addr,
                  uint64_t bytes, uint8_t *to);
/** Does the task's buffer hold a store to these bytes? */
bool buffers_hold(const struct product *p, const struct state *s, task_id task, uint64_t addr,
                  uint64_t bytes);

/**
 * Under PSO what a task stores later may overtake what it stores plainly, and that is no race that races.c
 * could see: so all cells that several tasks access plainly are promoted, if stores are buffered at all.
 */
void buffers_promote(struct product *p);

#endif
