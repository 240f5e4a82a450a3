/* SPDX-License-Identifier: MIT */
/* Races of an execution that ended, and what would have to happen for them to go the other way. */
#ifndef CHECKER_DPOR_REVERSAL_H
#define CHECKER_DPOR_REVERSAL_H

#include "checker/dpor/dpor.h"

/**
 * Adds the beginnings of executions in which a race of the new steps (dpor.fresh) goes the other
 * way to the wakeup trees of the states where they part.
 */
void reversal_all(struct dpor *d);

#endif
