/* SPDX-License-Identifier: MIT */
/*
 * Starvation: a fair run on which a task is in its entry section for ever, and never gets in.
 *
 * The others may stay in their remainder sections for ever.  Freedom from it is lockout-freedom
 * (Lynch, "Distributed Algorithms", 1996, section 10.4).
 */
#ifndef CHECKER_LIVENESS_STARVATION_H
#define CHECKER_LIVENESS_STARVATION_H

#include "checker/liveness/fairness.h"

/**
 * Can the task starve?  If so and out is not NULL, *out is how, owned by the caller.  Costs:
 * fairness_find.
 */
bool starvation_find(const struct graph *g, uint32_t task, enum fairness fairness,
                     struct lasso *out);

#endif
