/* SPDX-License-Identifier: MIT */
/* Sampling on the learned machine: many executions of a program with few states. */
#ifndef CHECKER_ENGINES_SAMPLE_LEARNED_H
#define CHECKER_ENGINES_SAMPLE_LEARNED_H

#include "checker/engine.h"

/** Is it worth trying, and would it show what the direct machine shows? */
bool sample_may_be_learned(const struct check *check);

/**
 * Makes executions as the scheduler chooses until it has no more, until something is wrong, or as
 * long as looking up is faster than executing.  What each new end of an execution, and anything
 * wrong, looks like is then shown on check->machine.  Returns false when sampling should stop.
 * *announced: the scheduler announced an execution that was not made.
 */
bool sample_learned(struct check *check, struct scheduler scheduler, bool *announced);

#endif
