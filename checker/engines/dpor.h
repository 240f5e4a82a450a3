/* SPDX-License-Identifier: MIT */
/* The dpor engine, for engines that use it as a phase. */
#ifndef CHECKER_ENGINES_DPOR_H
#define CHECKER_ENGINES_DPOR_H

#include "checker/engine.h"

enum dpor_result {
    DPOR_COMPLETE, /* every trace was executed */
    DPOR_STOPPED,  /* something else ended it: check->search.stop, or the scope says */
    DPOR_REFUSED,  /* it cannot be done for this program: the scope says why */
};

/* Bounds of 0: none. */

/** On the learned machine. */
enum dpor_result dpor_explore_learned(struct check *check, uint64_t executions_max,
                                      uint64_t steps_max);
/** On the direct machine: any program. */
enum dpor_result dpor_explore_direct(struct check *check, uint64_t executions_max,
                                     uint64_t steps_max);

/* Of an execution.  A step is compared with all before it, so much longer ones would take very
 * long. */
enum { DPOR_STEPS_MAX = 10000 };

/** Says that all traces, or so many, were executed, and how many executions were given up on the way. */
void dpor_say_coverage(struct check *check, bool complete, uint64_t blocked);
/** Says that what is still to be explored needs more than --memory-limit. */
void dpor_say_full(struct check *check);
/** Says that an execution was cut: DPOR_STEPS_MAX, or --steps if that is less. */
void dpor_say_endless(struct check *check, uint64_t steps_max);

#endif
