/* SPDX-License-Identifier: MIT */
/*
 * While a task waits: the states in which an interval of its entry section is going on.
 *
 *     struct interval interval = {.graph = g, .kind = INTERVAL_FIRST_STEP, .waiter = t};
 *     interval_open(&interval);
 *     if (bitmap_has(interval.during, s)) ...
 *     interval_release(&interval);
 *
 * An interval goes on as long as the task stays in its entry section.  It begins
 *
 *     first step  when the task has made its first step there (Lynch, "Distributed Algorithms",
 *     1996,
 *                 section 10.4), or is blocked there; a mark is no step
 *     doorway     when the task has completed its doorway
 *     latecomer   when another task begins its doorway, after this one has completed its own
 */
#ifndef CHECKER_LIVENESS_INTERVAL_H
#define CHECKER_LIVENESS_INTERVAL_H

#include "base/vec.h"
#include "checker/liveness/subgraph.h"

enum interval_kind { INTERVAL_FIRST_STEP, INTERVAL_DOORWAY, INTERVAL_LATECOMER };

struct interval {
    const struct graph *graph;
    enum interval_kind kind;
    uint32_t waiter;
    uint32_t latecomer;   /* INTERVAL_LATECOMER: the other task */
    uint64_t *during;     /* a bit per state: can be in an interval */
    VEC(uint32_t) begins; /* the states in which one can begin, each once */
};

/** Does an interval begin with state s, whatever edge leads there? */
bool interval_begins_in(const struct interval *interval, uint32_t s);
/** Does an interval begin in the target of this edge, which leaves `from`? */
bool interval_begins_by(const struct interval *interval, uint64_t edge, uint32_t from);

/** Fills during and begins.  Linear. */
void interval_open(struct interval *interval);
void interval_release(struct interval *interval);

#endif
