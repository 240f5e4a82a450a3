/* SPDX-License-Identifier: MIT */
/*
 * Fair runs by naive definition, on graphs of a few states.
 *
 * A fair run that goes on for ever visits some set of states again and again.  oracle_has_run tries
 * every set; oracle_accepts checks one given run.  Neither knows anything of components or rounds.
 */
#ifndef TESTS_LIVENESS_ORACLE_H
#define TESTS_LIVENESS_ORACLE_H

#include "checker/liveness/fairness.h"

enum { ORACLE_STATES_MAX = 10 };

/* Which runs count; any function may be NULL: then everything will do. */
struct oracle {
    const struct graph *graph;
    enum fairness fairness;
    bool may_stay, may_stop;
    uint32_t task;                                                           /* for the functions */
    bool (*state)(const struct oracle *oracle, uint32_t s);                  /* stays in these */
    bool (*edge)(const struct oracle *oracle, uint64_t edge, uint32_t from); /* takes only these */
    bool (*visit)(const struct oracle *oracle, uint32_t s);                  /* comes by */
    bool (*take)(const struct oracle *oracle, uint64_t edge, uint32_t from); /* again and again */
};

/** Is there a run that counts? */
bool oracle_has_run(const struct oracle *oracle);
/** Is this a run from state 0 that counts? */
bool oracle_accepts(const struct oracle *oracle, const struct lasso *lasso);

#endif
