/* SPDX-License-Identifier: MIT */
/*
 * How many executions a program has, estimated from some of them.
 *
 * Where every member of every choice is equally likely, an execution is made with probability 1/w, w
 * being the product of the widths of its choices.  So the mean of w over all executions, each as often
 * as it is made, is their number: w is an unbiased estimate (Knuth 1975, docs/references.md [Knuth]).
 * Executions are counted as engine brute counts them.
 *
 * The error is that of the mean.  It is itself estimated from the same executions, so it is too small
 * while the few that stand for most of the others have not been met.
 */
#ifndef CHECKER_ESTIMATE_H
#define CHECKER_ESTIMATE_H

#include "base/scaled.h"
#include "scheduler/scheduler.h"

struct estimate {
    uint64_t samples;
    struct scaled mean;
    struct scaled squares; /* sum of squares of the differences from the mean */
};

/* Fewer samples say nothing. */
enum { ESTIMATE_SAMPLES_MIN = 30 };

void estimate_add(struct estimate *estimate, struct scaled weight);

/** The standard error of the mean; samples >= 2. */
struct scaled estimate_error(const struct estimate *estimate);

/**
 * Adds each execution in which every choice is uniform (scheduler_ops.is_uniform) and which is not cut
 * short by anything but its choices.  When a cell is promoted, the executions are others from then
 * on: the estimate starts anew.  Takes ownership of the inner strategy; *estimate outlives it.
 */
struct scheduler scheduler_with_estimate(struct scheduler inner, struct estimate *estimate);
/** The inner strategy, which goes on without being looked at. */
struct scheduler estimate_inner(struct scheduler scheduler);

#endif
