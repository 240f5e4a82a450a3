/* SPDX-License-Identifier: MIT */
/*
 * First come, first served: a task that begins its doorway after another one has completed its own
 * does not enter its critical section before that one.
 *
 * Source: Lamport, "A new solution of Dijkstra's concurrent programming problem", CACM 17(8), 1974.
 */
#ifndef CHECKER_LIVENESS_FCFS_H
#define CHECKER_LIVENESS_FCFS_H

#include "checker/liveness/graph.h"
#include "checker/liveness/lasso.h"

struct fcfs {
    uint32_t waiter, overtaker; /* the first pair that violates it */
    struct lasso witness;       /* a path; its last edge is the overtaker's entry */
    size_t begins;              /* after so many edges the overtaker has begun its doorway */
};

/**
 * Is there a violation?  If so *out is one, released by fcfs_release.  Without a marked doorway
 * there is none.  Linear, for each pair of tasks.
 */
bool fcfs_find_violation(const struct graph *g, struct fcfs *out);
void fcfs_release(struct fcfs *fcfs);

#endif
