/* SPDX-License-Identifier: MIT */
#include "checker/liveness/path.h"

#include "base/check.h"

#define PATH_UNSEEN UINT64_MAX
#define PATH_SOURCE (UINT64_MAX - 1)

void path_init(struct path_search *search, const struct graph *g)
{
    *search = (struct path_search){.graph = g, .parent = memory_new(g->states, sizeof(uint64_t))};
    for (uint32_t s = 0; s < g->states; s++)
        search->parent[s] = PATH_UNSEEN;
}

void path_release(struct path_search *search)
{
    free(search->parent);
    vec_release(&search->queue);
}

static void see(struct path_search *search, uint32_t state, uint64_t parent)
{
    if (search->parent[state] != PATH_UNSEEN)
        return;
    search->parent[state] = parent;
    vec_push(&search->queue, state);
}

/* Appends the path to `state` by which it was found. */
static void append_path(const struct path_search *search, uint32_t state, struct walk *walk)
{
    size_t begin = walk->count;
    while (search->parent[state] != PATH_SOURCE) {
        vec_push(walk, search->parent[state]);
        state = graph_source(search->graph, search->parent[state]);
    }
    for (size_t i = begin, j = walk->count; i + 1 < j; i++) {
        uint64_t swapped = walk->items[i];
        walk->items[i] = walk->items[--j];
        walk->items[j] = swapped;
    }
}

static bool search_goal(struct path_search *search, const struct subgraph *sub, path_goal goal,
                        const void *context, struct walk *walk)
{
    const struct graph *g = search->graph;
    for (size_t i = 0; i < search->queue.count; i++) {
        uint32_t from = search->queue.items[i];
        for (uint64_t e = g->first[from]; e < g->first[from + 1]; e++) {
            if (!subgraph_has_edge(sub, e))
                continue;
            if (goal(context, e, from)) {
                append_path(search, from, walk);
                vec_push(walk, e);
                return true;
            }
            see(search, g->target[e], e);
        }
    }
    return false;
}

bool path_find(struct path_search *search, const struct subgraph *sub, const uint32_t *sources,
               size_t count, path_goal goal, const void *context, struct walk *walk)
{
    ASSERT(search->graph == sub->graph);
    for (size_t i = 0; i < count; i++) {
        ASSERT(subgraph_has_state(sub, sources[i]));
        see(search, sources[i], PATH_SOURCE);
    }
    bool found = search_goal(search, sub, goal, context, walk);
    for (size_t i = 0; i < search->queue.count; i++)
        search->parent[search->queue.items[i]] = PATH_UNSEEN;
    vec_clear(&search->queue);
    return found;
}

struct states_goal {
    const struct graph *graph;
    const uint64_t *states;
};

static bool enters_states(const void *context, uint64_t edge, uint32_t from)
{
    const struct states_goal *goal = context;
    (void)from;
    return bitmap_has(goal->states, goal->graph->target[edge]);
}

bool path_to_states(struct path_search *search, const struct subgraph *sub, uint32_t from,
                    const uint64_t *states, struct walk *walk)
{
    const struct states_goal goal = {search->graph, states};
    if (bitmap_has(states, from))
        return true;
    return path_find(search, sub, &from, 1, enters_states, &goal, walk);
}
