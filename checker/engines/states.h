/* SPDX-License-Identifier: MIT */
/* The states engine, for engines that use it as a phase. */
#ifndef CHECKER_ENGINES_STATES_H
#define CHECKER_ENGINES_STATES_H

#include "checker/engine.h"

enum states_result {
    STATES_COMPLETE, /* every reachable state was looked at, and what was found was confirmed */
    STATES_STOPPED,  /* something else ended it: check->search.stop, or the scope says */
    STATES_REFUSED,  /* the program cannot be learned: the scope says why; another engine may do it */
};

/** states_max: 0 = none. */
enum states_result states_explore(struct check *check, uint64_t states_max);

#endif
