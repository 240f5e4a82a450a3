/* SPDX-License-Identifier: MIT */
/*
 * Bounded waiting: how many times any one other task enters its critical section while a task
 * waits.
 *
 * The exact bound: over all tasks T and u, the most entries of u during one interval in which T
 * waits (interval.h), whatever the scheduler does.  No fairness is assumed: to overtake, only the
 * others need to move.
 *
 * Source: Lynch, "Distributed Algorithms", 1996, section 10.4 (bounded bypass).
 */
#ifndef CHECKER_LIVENESS_BYPASS_H
#define CHECKER_LIVENESS_BYPASS_H

#include "checker/liveness/interval.h"
#include "checker/liveness/lasso.h"

enum bypass_kind {
    BYPASS_NOBODY_WAITS, /* there is no such interval, or no other task */
    BYPASS_BOUNDED,
    BYPASS_UNBOUNDED,
};

struct bypass {
    enum bypass_kind kind;
    uint32_t bound;             /* BYPASS_BOUNDED */
    uint32_t waiter, overtaker; /* the first pair that attains it */
    struct lasso witness;       /* unbounded: its cycle contains an entry of overtaker */
    size_t begins;              /* the interval begins after so many edges of the prefix */
};

/**
 * The bypass from the first step of the entry section (INTERVAL_FIRST_STEP) or from the end of the
 * doorway (INTERVAL_DOORWAY).  *out is released by bypass_release.
 *
 * Algorithm: components of the states of the intervals; an entry inside of one: unbounded;
 *            otherwise the longest path over the acyclic graph of the components.  Linear, for each
 *            pair of tasks.
 */
void bypass_measure(const struct graph *g, enum interval_kind from, struct bypass *out);
void bypass_release(struct bypass *bypass);

#endif
