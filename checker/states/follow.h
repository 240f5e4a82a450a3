/* SPDX-License-Identifier: MIT */
/*
 * Following a path of the product on the direct machine: what was found by looking things up is
 * executed, which proves it and gives it names, lines and a schedule.
 */
#ifndef CHECKER_STATES_FOLLOW_H
#define CHECKER_STATES_FOLLOW_H

#include "checker/states/explore.h"

/**
 * Resets the machine, makes the steps of the path, then goes on until the execution is over (a stuck state
 * may contain tasks that still have to go round their loops), and judges the end.  m->schedule has the
 * picks.  False: the machine did not offer one of the steps; the execution is given up there.  It may find an
 * error before the last one.
 */
bool follow_path(struct machine *m, const struct path *path);

/** Goes on from where the machine is until the execution is over, and judges the end. */
void follow_on(struct machine *m);

/**
 * The same for an endless run: makes the steps of the prefix and once those of the cycle.  The execution is left
 * where it is then; m->schedule is the lasso (endless.h).
 */
bool follow_endless(struct machine *m, const struct path *prefix, const struct path *cycle);

#endif
