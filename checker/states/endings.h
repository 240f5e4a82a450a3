/* SPDX-License-Identifier: MIT */
/*
 * How executions of a learned machine ended: each different end is executed once on the direct machine, which knows
 * about leaks, exit statuses, names and lines.
 */
#ifndef CHECKER_STATES_ENDINGS_H
#define CHECKER_STATES_ENDINGS_H

#include "checker/engine.h"
#include "checker/states/explore.h"
#include "sim/learn/learned.h"

struct endings {
    VEC(struct path) paths;
    VEC(bool) seen;      /* by state: its end is among them */
    uint64_t unconfirmed; /* endings_show: so many were something else on the direct machine */
};

enum { ENDINGS_MAX = 1000 };

void endings_release(struct endings *e);

/** Keeps the path to an end that is wrong, or of another state than those before.  Returns whether it is wrong. */
bool endings_note(struct endings *e, const struct machine *learned, const struct learned_step *steps,
                  size_t count);
/** The machine numbers its states anew. */
void endings_renumber(struct endings *e);

/** Executes and judges them, after the learned machine is gone, as long as the search goes on. */
void endings_show(struct endings *e, struct check *check);

#endif
