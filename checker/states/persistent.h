/* SPDX-License-Identifier: MIT */
/*
 * Persistent sets: some of the enabled tasks, such that nothing that the others can do before one of these
 * moves interferes with it.  Exploring only these finds every stuck state and, with the proviso that
 * no task is put off for ever (expand.c), every local error.
 *
 * Source: Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", LNCS 1032,
 *         1996, ch. 4; the closure below is that of his conflicting transitions, with the footprints of
 *         learned automata in place of static ones.
 * Cost:   O(tasks^2) look-ups for each start, O(tasks) starts.
 */
#ifndef CHECKER_STATES_PERSISTENT_H
#define CHECKER_STATES_PERSISTENT_H

#include "sim/learn/footprint.h"

/* The classes of the tasks of a state: class[i] for every bit i of alive. */
struct persistent_view {
    const struct state *state; /* if some tasks have accesses that may race: of these tasks */
    uint64_t racing;
    uint64_t alive, enabled;
    uint32_t class[PRODUCT_TASKS_MAX];
};

/** A persistent subset of view->enabled, not empty if that is not: the smallest that is found. */
uint64_t persistent_set(struct footprints *f, const struct persistent_view *view);

#endif
