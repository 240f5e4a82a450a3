/* SPDX-License-Identifier: MIT */
/* A small cycle through a component, as a witness. */
#ifndef CHECKER_LIVENESS_CYCLE_H
#define CHECKER_LIVENESS_CYCLE_H

#include "checker/liveness/fairness.h"
#include "checker/liveness/path.h"

/**
 * Makes *cycle a closed walk from state `knot` that is fair, and makes the query's visit.
 * component is a fair component of the query, a bit per state; knot belongs to it.
 *
 * Algorithm: greedy.  As long as something is owed, walk to the nearest edge that pays some of it;
 *            then back to knot.  Not always the smallest cycle, which is hard to find (Clarke et
 *            al., DAC 1995).
 */
void cycle_make(const struct fair_query *query, struct path_search *search,
                const uint64_t *component, uint32_t knot, struct walk *cycle);

#endif
