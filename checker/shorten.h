/* SPDX-License-Identifier: MIT */
/*
 * Shortens the schedule of a violation: fewer preemptions first, then fewer switches, then fewer
 * steps.
 *
 * People read the result, so a trace in which each task runs undisturbed for long is worth some
 * executions.  The result shows a finding with the same signature; only its way there is simpler.
 */
#ifndef CHECKER_SHORTEN_H
#define CHECKER_SHORTEN_H

#include "checker/verdict.h"
#include "sim/machine.h"

/* What all shortening of one check may cost together; counts down. */
struct shorten_budget {
    uint64_t executions, steps;
};

struct shorten_budget shorten_budget_default(void);

/**
 * Looks for a simpler schedule and, if there is one, refills the violation with it.  The violation
 * must be reproducible (confirm.h).  Returns true if it changed.
 */
bool shorten_violation(struct machine *m, struct violation *v, struct shorten_budget *budget);

#endif
