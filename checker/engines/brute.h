/* SPDX-License-Identifier: MIT */
/*
 * Every interleaving, as a strategy: a depth-first search over all choices.
 *
 * Going back means starting again: each execution repeats the choices that lead to the deepest one
 * with something left to try (the prefix), takes the next member there, and the first member
 * everywhere after.
 */
#ifndef CHECKER_ENGINES_BRUTE_H
#define CHECKER_ENGINES_BRUTE_H

#include "checker/engine.h"

struct brute;

/** What an execution may have at most; -1 = unbounded. */
struct brute_bounds {
    int preemptions, delays;
};
#define BRUTE_UNBOUNDED ((struct brute_bounds){-1, -1})

/** Freed by scheduler_release of its scheduler. */
struct brute *brute_new(struct brute_bounds bounds);
struct scheduler brute_scheduler(struct brute *brute);

/** Starts from scratch: what was explored does not count. */
void brute_restart(struct brute *brute);
/** Between executions: is nothing left to try? */
bool brute_is_exhausted(const struct brute *brute);
/** Was a choice left out because of the bounds? */
bool brute_has_pruned(const struct brute *brute);
/** Between executions: which fraction of the tree was executed, every member of a choice being an equal
 * part of it [Kilby].  For struct check. */
double brute_covered(const void *brute);
/** Did the program offer another choice than before in the same place?  Then the search is void. */
bool brute_has_diverged(const struct brute *brute);

/* One exhaustive phase. */
struct brute_plan {
    const char *phase;
    struct brute_bounds bounds;
    uint64_t executions_max, steps_max; /* 0 = none */
};

enum brute_coverage {
    BRUTE_PART,          /* the search stopped before */
    BRUTE_WITHIN_BOUNDS, /* all that the bounds allow, and there is more */
    BRUTE_ALL,           /* everything */
};

/**
 * Runs the strategy until it is exhausted or the phase has to end, starting again when a cell was promoted.
 */
enum brute_coverage brute_cover(struct check *check, const struct brute_plan *plan);

/** The same within the bounds of the options; says in the scope what was covered. */
bool brute_explore(struct check *check, uint64_t executions_max, uint64_t steps_max);

#endif
