/* SPDX-License-Identifier: MIT */
/* The dpor engine, for engines that use it as a phase. */
#ifndef CHECKER_ENGINES_DPOR_H
#define CHECKER_ENGINES_DPOR_H

#include "checker/engine.h"

enum dpor_result {
    DPOR_COMPLETE, /* every trace was executed */
    DPOR_STOPPED,  /* something else ended it: check->search.stop, or the scope says */
    DPOR_REFUSED,  /* the program cannot be learned: the scope says why */
};

/** Bounds of 0: none. */
enum dpor_result dpor_explore(struct check *check, uint64_t executions_max, uint64_t steps_max);

#endif
