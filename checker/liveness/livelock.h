/* SPDX-License-Identifier: MIT */
/*
 * Tasks that move for ever and get nowhere.
 *
 * livelock:         a fair cycle on which no task enters its critical section, although somebody is
 *                   in its entry section again and again.  Everybody takes part: a task in its
 *                   remainder section must move as well.  If it needs somebody who stays there, it
 *                   is a lack of progress (progress.h).
 * non-termination:  a fair cycle, in a program that does not mark regions.  Nothing that can end
 *                   once and for all, such as a task, ends on a cycle.
 */
#ifndef CHECKER_LIVENESS_LIVELOCK_H
#define CHECKER_LIVENESS_LIVELOCK_H

#include "checker/liveness/fairness.h"

/** Is there a livelock?  If so and out is not NULL, *out is one, owned by the caller. */
bool livelock_find(const struct graph *g, enum fairness fairness, struct lasso *out);

/** Can the program go on for ever?  If so and out is not NULL, *out is how, owned by the caller. */
bool nontermination_find(const struct graph *g, enum fairness fairness, struct lasso *out);

#endif
