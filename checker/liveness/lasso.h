/* SPDX-License-Identifier: MIT */
/*
 * A run as a witness: a path from state 0, then a cycle for ever.
 *
 * Without a cycle it is just the path; as a witness of an endless run that means: nobody has to
 * move where the path ends, and nobody does.
 */
#ifndef CHECKER_LIVENESS_LASSO_H
#define CHECKER_LIVENESS_LASSO_H

#include "base/vec.h"
#include "checker/liveness/graph.h"

struct walk {
    uint64_t *items; /* numbers of edges, each begins where the one before ends */
    size_t count, capacity;
};

struct lasso {
    struct walk prefix, cycle;
};

void lasso_release(struct lasso *lasso);

/** Where the walk ends that begins in state `from`. */
uint32_t walk_end(const struct graph *g, const struct walk *walk, uint32_t from);

/**
 * Does the prefix begin in state 0, does each edge begin where the one before ends, is the cycle
 * closed?
 */
bool lasso_is_connected(const struct graph *g, const struct lasso *lasso);

#endif
