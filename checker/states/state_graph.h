/* SPDX-License-Identifier: MIT */
/*
 * The graph of a complete exploration, for the analyses of checker/liveness/.
 *
 * Needs an exploration without persistent sets: every step of every task must be there.
 */
#ifndef CHECKER_STATES_STATE_GRAPH_H
#define CHECKER_STATES_STATE_GRAPH_H

#include "checker/liveness/lasso.h"
#include "checker/states/explore.h"

struct state_graph {
    struct graph graph; /* points into the arrays below */
    bool marked;        /* the program marks its regions (heddle.h) */
    struct edge_list edges;
    VEC(uint64_t) first;
    VEC(uint8_t) actors;    /* who moves on an edge (graph.h), where that may be a buffer; else empty */
    VEC(struct buffered_cell {
        uint64_t addr;
        task_id task;
    }) buffers;             /* PSO: from number GRAPH_BUFFERS on */
    uint64_t *masks; /* seven arrays of so many states */
    const struct product *product; /* borrowed */
    uint32_t *classes; /* unless marked: of each task in each state, UINT32_MAX = it is not there */
};

/**
 * Looks at all states of e again and fills *out, owned by the caller.  False: memory_limit bytes would not
 * do (0 = none), or there are too many tasks or buffers.
 */
bool state_graph_make(struct exploration *e, uint64_t memory_limit, struct state_graph *out);
void state_graph_release(struct state_graph *g);

/** The steps of a walk that begins anywhere, appended to path. */
void state_graph_steps(const struct state_graph *g, const struct walk *walk, struct path *path);

#endif
