/* SPDX-License-Identifier: MIT */
/* Some executions, chosen by a strategy. */
#ifndef CHECKER_ENGINES_SAMPLE_H
#define CHECKER_ENGINES_SAMPLE_H

#include "checker/engine.h"

struct sample {
    const char *strategy;
    uint64_t first;      /* index of the first one */
    uint64_t executions; /* how many; 0 = until a bound or the budget is hit */
    uint64_t steps_max;  /* at most, all together; 0 = no bound */
    bool learned;        /* use the learned machine where that is faster */
};

/**
 * One sampling phase.  *complete: the program makes no choices, so that one execution was all there
 * is. The scope says what was done.  False: err says what is wrong with the strategy.
 */
bool sample_explore(struct check *check, const struct sample *sample, bool *complete,
                    struct error *err);

#endif
