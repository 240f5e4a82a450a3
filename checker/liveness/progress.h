/* SPDX-License-Identifier: MIT */
/*
 * Progress: if somebody is in its entry section and nobody in its critical section, then somebody
 *           enters
 * sooner or later - whoever stays in its remainder section.
 *
 * It is violated by a fair run that from some point on has nobody in a critical section, but again
 * and again somebody in the entry section; or that stops so, because all others are blocked, have
 * ended, or stay in their remainder sections.
 *
 * Source: Lynch, "Distributed Algorithms", 1996, section 10.2 ("progress for the trying region").
 *         That a process
 * far from its critical section must not block the others is Dijkstra's condition, CACM 8(9), 1965.
 */
#ifndef CHECKER_LIVENESS_PROGRESS_H
#define CHECKER_LIVENESS_PROGRESS_H

#include "checker/liveness/fairness.h"

/** Is progress violated?  If so and out is not NULL, *out is how, owned by the caller. */
bool progress_find_violation(const struct graph *g, enum fairness fairness, struct lasso *out);

#endif
