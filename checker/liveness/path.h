/* SPDX-License-Identifier: MIT */
/*
 * Shortest paths in a subgraph, breadth first, for witnesses.
 *
 *     struct path_search search;
 *     path_init(&search, graph);
 *     path_find(&search, &sub, &from, 1, goal, context, &lasso.prefix);
 *     path_release(&search);
 */
#ifndef CHECKER_LIVENESS_PATH_H
#define CHECKER_LIVENESS_PATH_H

#include "checker/liveness/lasso.h"
#include "checker/liveness/subgraph.h"

struct path_search {
    const struct graph *graph;
    uint64_t *parent; /* per state: the edge by which it was found, or PATH_SOURCE, PATH_UNSEEN */
    VEC(uint32_t) queue;
};

/* Is this edge the last one that is wanted? */
typedef bool (*path_goal)(const void *context, uint64_t edge, uint32_t from);

/** 8 bytes per state, and 4 more per state that is found. */
void path_init(struct path_search *search, const struct graph *g);
void path_release(struct path_search *search);

/**
 * Appends to *walk a shortest path from one of the sources (states of the subgraph) whose last edge
 * is a goal; among equally short ones always the same.  At least one edge.  false: there is none.
 */
bool path_find(struct path_search *search, const struct subgraph *sub, const uint32_t *sources,
               size_t count, path_goal goal, const void *context, struct walk *walk);

/**
 * Appends a shortest path from state `from` to a state whose bit is set; no edge if from is one.
 */
bool path_to_states(struct path_search *search, const struct subgraph *sub, uint32_t from,
                    const uint64_t *states, struct walk *walk);

#endif
