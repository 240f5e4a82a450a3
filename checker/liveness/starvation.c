/* SPDX-License-Identifier: MIT */
#include "checker/liveness/starvation.h"

#include "base/check.h"

bool starvation_find(const struct graph *g, uint32_t task, enum fairness fairness,
                     struct lasso *out)
{
    ASSERT_LT(task, g->tasks);
    uint64_t *states = subgraph_states_with(g, g->trying, UINT64_C(1) << task);
    const struct fair_query query = {
        .within = {.graph = g, .states = states},
        .fairness = fairness,
        .may_stay = true,
        .may_stop = true,
    };
    bool found = fairness_find(&query, out);
    free(states);
    return found;
}
