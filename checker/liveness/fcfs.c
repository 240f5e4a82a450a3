/* SPDX-License-Identifier: MIT */
#include "checker/liveness/fcfs.h"

#include "base/check.h"
#include "checker/liveness/interval.h"
#include "checker/liveness/path.h"

static bool is_overtaking(const void *context, uint64_t edge, uint32_t from)
{
    const struct interval *interval = context;
    return graph_entry(interval->graph, edge, from) == UINT64_C(1) << interval->latecomer;
}

struct begin_goal {
    const struct interval *interval;
    uint32_t state;
};

static bool begins_there(const void *context, uint64_t edge, uint32_t from)
{
    const struct begin_goal *goal = context;
    return goal->interval->graph->target[edge] == goal->state &&
           interval_begins_by(goal->interval, edge, from);
}

/* rest: from a state where the latecomer has begun its doorway, to its entry. */
static void make_witness(const struct interval *interval, struct path_search *search,
                         const struct walk *rest, struct fcfs *out)
{
    const struct graph *g = interval->graph;
    const struct begin_goal goal = {interval, graph_source(g, rest->items[0])};
    const uint32_t start = 0;
    *out = (struct fcfs){.waiter = interval->waiter, .overtaker = interval->latecomer};
    bool found = path_find(search, &(struct subgraph){.graph = g}, &start, 1, begins_there, &goal,
                           &out->witness.prefix);
    ASSERT(found);
    out->begins = out->witness.prefix.count;
    for (size_t i = 0; i < rest->count; i++)
        vec_push(&out->witness.prefix, rest->items[i]);
}

static bool find_overtaking(struct interval *interval, struct path_search *search, struct fcfs *out)
{
    const struct subgraph sub = {.graph = interval->graph, .states = interval->during};
    struct walk rest = {0};
    bool found = path_find(search, &sub, interval->begins.items, interval->begins.count,
                           is_overtaking, interval, &rest);
    if (found)
        make_witness(interval, search, &rest, out);
    vec_release(&rest);
    return found;
}

bool fcfs_find_violation(const struct graph *g, struct fcfs *out)
{
    struct path_search search;
    path_init(&search, g);
    bool found = false;
    for (uint32_t pair = 0; pair < g->tasks * g->tasks && !found; pair++) {
        struct interval interval = {
            .graph = g,
            .kind = INTERVAL_LATECOMER,
            .waiter = pair / g->tasks,
            .latecomer = pair % g->tasks,
        };
        if (interval.waiter == interval.latecomer)
            continue;
        interval_open(&interval);
        found = find_overtaking(&interval, &search, out);
        interval_release(&interval);
    }
    path_release(&search);
    return found;
}

void fcfs_release(struct fcfs *fcfs)
{
    lasso_release(&fcfs->witness);
}
