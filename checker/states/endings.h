/* SPDX-License-Identifier: MIT */
/*
 * How executions of a learned machine ended: each different end is executed once on the direct
 * machine, which knows about leaks, exit statuses, names and lines.
 */
#ifndef CHECKER_STATES_ENDINGS_H
#define CHECKER_STATES_ENDINGS_H

#include "base/blob_set.h"
#include "checker/engine.h"
#include "checker/states/explore.h"
#include "sim/learn/learned.h"

struct endings {
    VEC(struct path) paths;
    struct blob_set seen; /* keys of last states: their ends are among them */
    uint64_t unconfirmed; /* endings_show: so many were something else on the direct machine */
};

enum { ENDINGS_MAX = 1000 };

void endings_release(struct endings *e);

/** Keeps the path to an end that is wrong, or of another state than those before.  Returns whether
 * it is wrong.  stuck: it is wrong to be stuck. */
bool endings_note(struct endings *e, const struct machine *learned,
                  const struct learned_step *steps, size_t count, bool stuck);
/** The machine has learned something: keys mean something else now. */
void endings_begin_anew(struct endings *e);

/** Executes and judges them, after the learned machine is gone, as long as the search goes on. */
void endings_show(struct endings *e, struct check *check);

#endif
