/* SPDX-License-Identifier: MIT */
/*
 * The receipt: sentences of the verdict's scope.  Engines say what they covered; what is true of
 * every engine is said here.
 */
#ifndef CHECKER_RECEIPT_H
#define CHECKER_RECEIPT_H

#include "checker/engine.h"

/** What stopped the last phase early, and executions that did not reach their end. */
void receipt_stop(struct check *check);

/** Memory model, bounds of the machine, inputs that were fixed, assumptions about the program. */
void receipt_premises(struct check *check);

/**
 * How many executions there are, where samples can tell and nothing ended them but a bound: whoever stops
 * when something is found has not sampled fairly.
 */
void receipt_estimate(struct check *check);

#endif
