/* SPDX-License-Identifier: MIT */
#include "checker/liveness/subgraph.h"

static uint64_t *states_where(const struct graph *g, const uint64_t *masks, uint64_t tasks,
                              bool wanted)
{
    uint64_t *states = bitmap_new(g->states);
    for (uint32_t s = 0; s < g->states; s++)
        states[s / 64] |= (uint64_t)(((masks[s] & tasks) != 0) == wanted) << (s % 64);
    return states;
}

uint64_t *subgraph_states_with(const struct graph *g, const uint64_t *masks, uint64_t tasks)
{
    return states_where(g, masks, tasks, true);
}

uint64_t *subgraph_states_without(const struct graph *g, const uint64_t *masks, uint64_t tasks)
{
    return states_where(g, masks, tasks, false);
}

uint64_t *subgraph_edges_without_entries(const struct graph *g)
{
    uint64_t *edges = bitmap_new(graph_edges(g));
    for (uint32_t s = 0; s < g->states; s++)
        for (uint64_t e = g->first[s]; e < g->first[s + 1]; e++)
            if (graph_entry(g, e, s) == 0)
                bitmap_set(edges, e);
    return edges;
}
