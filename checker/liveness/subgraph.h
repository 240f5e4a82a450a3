/* SPDX-License-Identifier: MIT */
/*
 * A part of a graph: some of its states, some of its edges.
 *
 * The conditions are bitmaps, filled in one pass over the masks, so that the inner loops of the
 * searches test one bit instead of calling back.
 */
#ifndef CHECKER_LIVENESS_SUBGRAPH_H
#define CHECKER_LIVENESS_SUBGRAPH_H

#include "base/bitmap.h"
#include "checker/liveness/graph.h"

struct subgraph {
    const struct graph *graph;
    const uint64_t *states; /* a bit per state; NULL: all */
    const uint64_t *edges;  /* a bit per edge; NULL: all.  An edge needs both its ends as well */
};

static inline bool subgraph_has_state(const struct subgraph *sub, uint32_t s)
{
    return sub->states == NULL || bitmap_has(sub->states, s);
}

/** Is this edge, whose source belongs to the subgraph, a part of it? */
static inline bool subgraph_has_edge(const struct subgraph *sub, uint64_t edge)
{
    return (sub->edges == NULL || bitmap_has(sub->edges, edge)) &&
           subgraph_has_state(sub, sub->graph->target[edge]);
}

/**
 * A bit per state: has any of the tasks in `tasks` its bit set in masks (a member of the graph)?
 */
uint64_t *subgraph_states_with(const struct graph *g, const uint64_t *masks, uint64_t tasks);
/** A bit per state: has none of the tasks in `tasks` its bit set in masks? */
uint64_t *subgraph_states_without(const struct graph *g, const uint64_t *masks, uint64_t tasks);
/** A bit per edge: is it nobody's entry into a critical section? */
uint64_t *subgraph_edges_without_entries(const struct graph *g);

#endif
