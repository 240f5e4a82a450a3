/* SPDX-License-Identifier: MIT */
/*
 * Starvation in programs that do not mark regions: blocking operations imply "trying" by themselves.
 *
 * A task is neglected on a run on which from some point on it makes no step, and
 *
 *     it waits in an operation on an object (lock, wait, wake-up ...) while others complete operations on the
 *     same object, which may have to wait as well, again and again; or
 *     it goes round a loop that waits, while others change again and again what it looks at.
 *
 * A task that waits for work that never comes, or for a lock whose holder never gives it back, is not: nobody
 * is served before it.  docs/algorithms/liveness.md.
 */
#ifndef CHECKER_STATES_NEGLECT_H
#define CHECKER_STATES_NEGLECT_H

#include "checker/liveness/fairness.h"
#include "checker/states/state_graph.h"

/** Can the task be neglected?  If so *out is how, owned by the caller.  Cost: fairness_find, for each operation
 * in which it waits. */
bool neglect_find(const struct state_graph *g, uint32_t task, enum fairness fairness,
                  struct lasso *out);

#endif
