/* SPDX-License-Identifier: MIT */
#include "checker/liveness/progress.h"

bool progress_find_violation(const struct graph *g, enum fairness fairness, struct lasso *out)
{
    uint64_t *nobody_inside = subgraph_states_without(g, g->critical, UINT64_MAX);
    uint64_t *trying = subgraph_states_with(g, g->trying, UINT64_MAX);
    const struct fair_query query = {
        .within = {.graph = g, .states = nobody_inside},
        .fairness = fairness,
        .may_stay = true,
        .may_stop = true,
        .visit = trying,
    };
    bool found = fairness_find(&query, out);
    free(nobody_inside);
    free(trying);
    return found;
}
