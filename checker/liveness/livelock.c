/* SPDX-License-Identifier: MIT */
#include "checker/liveness/livelock.h"

bool livelock_find(const struct graph *g, enum fairness fairness, struct lasso *out)
{
    uint64_t *edges = subgraph_edges_without_entries(g);
    uint64_t *trying = subgraph_states_with(g, g->trying, UINT64_MAX);
    const struct fair_query query = {
        .within = {.graph = g, .edges = edges},
        .fairness = fairness,
        .visit = trying,
    };
    bool found = fairness_find(&query, out);
    free(edges);
    free(trying);
    return found;
}

bool nontermination_find(const struct graph *g, enum fairness fairness, struct lasso *out)
{
    const struct fair_query query = {.within = {.graph = g}, .fairness = fairness};
    return fairness_find(&query, out);
}
