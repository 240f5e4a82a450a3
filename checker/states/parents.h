/* SPDX-License-Identifier: MIT */
/*
 * How each state was reached first: the state before it and a label of the step (the engine's:
 * task and alternative).  Entry i belongs to the state with index i, so a path to any state can
 * be told.
 *
 *     parents_append(&p, PARENTS_NONE, 0);          // state 0, the initial one
 *     parents_append(&p, 0, label);                 // state 1
 *     parents_path(&p, 1, path);                   // path[0] is {0, label}
 */
#ifndef CHECKER_STATES_PARENTS_H
#define CHECKER_STATES_PARENTS_H

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

#define PARENTS_NONE UINT32_MAX

struct parent {
    uint32_t state; /* less than the entry's own index, or PARENTS_NONE */
    uint32_t label;
};

struct parents {
    struct span entries; /* of struct parent */
    struct budget budget;
    uint64_t count;
};

/** bytes_max: limit on parents_bytes; 0 = none. */
void parents_init(struct parents *p, uint64_t bytes_max);
void parents_release(struct parents *p);

/** Appends the entry of the next state.  false: the limit would be exceeded; nothing changed. */
bool parents_append(struct parents *p, uint32_t state, uint32_t label);

/** Steps from the initial state (one without a parent) to that one. */
uint64_t parents_depth(const struct parents *p, uint64_t index);

/**
 * Writes the states and labels of the path to `index`, the first step first: path[k].state is
 * where step k starts, path[k].label is its label.  path has room for parents_depth(p, index)
 * entries.
 */
void parents_path(const struct parents *p, uint64_t index, struct parent *path);

static inline struct parent parents_get(const struct parents *p, uint64_t index)
{
    return ((const struct parent *)p->entries.base)[index];
}

static inline uint64_t parents_count(const struct parents *p)
{
    return p->count;
}

/** All memory that it holds. */
static inline uint64_t parents_bytes(const struct parents *p)
{
    return p->budget.used;
}

#endif
