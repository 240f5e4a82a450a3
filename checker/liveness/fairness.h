/* SPDX-License-Identifier: MIT */
/*
 * Fair runs: endless ones on which nobody who must move is left out.
 *
 * In a state, a task is *demanded* if it is enabled and may not stay where it is; a store buffer
 * is demanded if it has something to flush.
 *
 *     none    no task has to move; as in all kinds, a buffer that always has something to flush is
 *             flushed
 *     weak    a task that is demanded in all states from some point on moves again and again
 *     strong  a task that is demanded again and again moves again and again
 *
 * A run may end in a state in which nobody is demanded: a *stop*, which is fair in every kind.
 *
 * Source: Francez, "Fairness", 1986 (docs/references.md [Francez]).  docs/algorithms/liveness.md.
 */
#ifndef CHECKER_LIVENESS_FAIRNESS_H
#define CHECKER_LIVENESS_FAIRNESS_H

#include "checker/liveness/actors.h"
#include "checker/liveness/lasso.h"
#include "checker/liveness/subgraph.h"

enum fairness { FAIRNESS_NONE, FAIRNESS_WEAK, FAIRNESS_STRONG };

/* Which runs are looked for: those that stay in `within` from some point on. */
struct fair_query {
    struct subgraph within;
    enum fairness fairness;
    bool may_stay;         /* a task in its remainder section is not demanded */
    bool may_stop;         /* stops count as well, not only cycles */
    const uint64_t *visit; /* one of these states is visited again and again; NULL: any */
    const uint64_t *take;  /* one of these edges is taken again and again; NULL: any, or none */
};

/** Who is demanded in state s.  Looks at the edges of s. */
struct actors fairness_demanded(const struct fair_query *query, uint32_t s);

/**
 * Is there such a run?  If so and out is not NULL, *out is one: a shortest path to a state from
 * where it can go on within the query for ever, and a small fair cycle from there; no cycle if it
 * can stop there.  *out is owned by the caller.
 *
 * Algorithm: fair components, docs/algorithms/liveness.md.  Linear; strong: times tasks + 1.
 */
bool fairness_find(const struct fair_query *query, struct lasso *out);

#endif
