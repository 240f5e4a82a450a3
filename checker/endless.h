/* SPDX-License-Identifier: MIT */
/*
 * An execution that never ends, as a schedule with a lasso (schedule.h): run on the machine, checked, and
 * reported.
 *
 * Its cycle is run twice.  If the second round does what the first one did - the same tasks make the same
 * operations on the same cells with the same values - it can be repeated for ever.
 */
#ifndef CHECKER_ENDLESS_H
#define CHECKER_ENDLESS_H

#include "sim/machine.h"

/* What is said to be wrong with it. */
struct endless_claim {
    enum finding_kind kind; /* livelock, starvation, progress */
    const char *task;       /* who starves; NULL if it is about all */
};

/**
 * Resets the machine, makes the steps of the schedule, and those of the cycle once more.  Whoever observes the
 * machine sees one round of it.  If it closes and shows what is claimed (NULL: whatever it shows), that is
 * reported as a finding of the machine, which ends (END_ENDLESS) with the schedule in m->schedule.  Otherwise
 * false, and err says what is different.
 */
bool endless_repeat(struct machine *m, const struct schedule *schedule,
                    const struct endless_claim *claim, struct error *err);

#endif
