/* SPDX-License-Identifier: MIT */
/*
 * Learning ahead, thread by thread: before the product is explored, each node is given every value that
 * somebody has been seen to write to the cell that it reads.
 *
 * This costs the sum of the tasks, not their product, and it is what lets product_classify see the
 * algorithm behind the temporaries.  It may follow values that cannot really occur; a crash there is
 * just a node that no state contains.  Nothing depends on it for soundness.
 */
#ifndef SIM_LEARN_CLOSURE_H
#define SIM_LEARN_CLOSURE_H

#include "sim/learn/product.h"

struct closure_limits {
    uint32_t values_max; /* per cell; cells with more are left to the exploration */
    uint64_t runs_max;   /* native runs */
    uint32_t walk_steps; /* of each of the executions that are made first */
};

struct closure_limits closure_limits_default(void);

/** Learns until nothing new comes up or a limit is reached; then p must be minimised. */
void closure_learn(struct product *p, const struct closure_limits *limits);

#endif
