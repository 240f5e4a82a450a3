/* SPDX-License-Identifier: MIT */
/*
 * Iterative context bounding: all interleavings without a preemption, then all with at most one, and so on.
 *
 * Paper:     Musuvathi, Qadeer: "Iterative context bounding for systematic testing of multithreaded
 *            programs", PLDI 2007 (docs/references.md [CHESS])
 * Guarantee: a bug that needs c preemptions is found before any execution with more of them is made, so its
 *            trace has as few as possible.
 */
#ifndef CHECKER_ENGINES_BOUNDING_H
#define CHECKER_ENGINES_BOUNDING_H

#include "checker/engine.h"

struct bounding {
    bool complete;       /* no interleaving was left out */
    int preemptions;     /* at most so many: all of those; -1 = not even those without one */
    uint64_t executions; /* of them */
};

/** As many bounds as these limits allow, which count all executions and steps together. */
struct bounding bounding_explore(struct check *check, uint64_t executions_max, uint64_t steps_max);

/** Says in the scope up to which bound it came. */
void bounding_say(const struct bounding *b, struct check *check);

#endif
