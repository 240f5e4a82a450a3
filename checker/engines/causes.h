/* SPDX-License-Identifier: MIT */
/* Races behind another error. */
#ifndef CHECKER_ENGINES_CAUSES_H
#define CHECKER_ENGINES_CAUSES_H

#include "checker/engine.h"

/**
 * If two tasks were in their critical sections and no race was found: two tasks inside end every execution in which
 * they would race there.  Those that race in other executions, without being inside at the same time, are many; a few
 * samples show them.  Only then samples are made.  False: err says what is wrong.
 */
bool causes_look_for(struct check *check, struct error *err);

#endif
