/* SPDX-License-Identifier: MIT */
/* Paths without detours. */
#ifndef CHECKER_STATES_STRAIGHTEN_H
#define CHECKER_STATES_STRAIGHTEN_H

#include "checker/states/explore.h"

/**
 * Takes out of a path of the product what tasks go round loops that change nothing: it leads to the same state.
 *
 * Searches that leave steps out (persistent sets) find paths on which a task goes round while others move, though it
 * need not.  The direct machine knows after one round that the task waits, and does not offer it again.
 *
 * Why it is the same: between two visits of a task to a class, with steps that change nothing but its class, the task
 * ends where it was, and the others see no difference.
 */
void path_straighten(struct product *p, struct path *path);

#endif
