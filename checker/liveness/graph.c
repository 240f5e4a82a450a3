/* SPDX-License-Identifier: MIT */
#include "checker/liveness/graph.h"

#include "base/bitmap.h"
#include "base/check.h"
#include "base/vec.h"

uint32_t graph_source(const struct graph *g, uint64_t edge)
{
    ASSERT_LT(edge, graph_edges(g));
    uint32_t low = 0, high = g->states - 1; /* first[low] <= edge < first[high + 1] */
    while (low < high) {
        uint32_t middle = low + (high - low + 1) / 2;
        if (g->first[middle] <= edge)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* The edge of `task` from one state to the other keeps the masks' promises. */
static void check_edge(const struct graph *g, uint32_t from, uint32_t to, uint32_t task)
{
    uint64_t mover = task < GRAPH_TASKS_MAX ? UINT64_C(1) << task : 0;
    if (mover != 0)
        ASSERT_LT(task, g->tasks);
    ASSERT_EQ(mover & ~g->enabled[from], 0);
    ASSERT_EQ((g->remainder[from] ^ g->remainder[to]) & ~mover, 0);
    ASSERT_EQ((g->critical[from] ^ g->critical[to]) & ~mover, 0);
    ASSERT_EQ((g->doorway[from] ^ g->doorway[to]) & ~mover, 0);
    ASSERT_EQ((g->waiting[from] ^ g->waiting[to]) & ~mover, 0);
}

static void check_state(const struct graph *g, uint32_t s)
{
    ASSERT_EQ(g->enabled[s] & ~g->unfinished[s], 0);
    ASSERT_EQ((g->waiting[s] | g->doorway[s]) & ~g->trying[s], 0);
    ASSERT_EQ(g->waiting[s] & g->doorway[s], 0);
    ASSERT_EQ(g->trying[s] & (g->critical[s] | g->remainder[s]), 0);
    ASSERT_EQ(g->critical[s] & g->remainder[s], 0);
}

void graph_check(const struct graph *g)
{
    ASSERT_LE(g->tasks, GRAPH_TASKS_MAX);
    ASSERT(g->states > 0);
    uint64_t *reached = bitmap_new(g->states);
    VEC(uint32_t) queue = {0};
    vec_push(&queue, 0);
    bitmap_set(reached, 0);
    for (size_t i = 0; i < queue.count; i++) {
        uint32_t from = queue.items[i];
        check_state(g, from);
        for (uint64_t e = g->first[from]; e < g->first[from + 1]; e++) {
            uint32_t to = g->target[e];
            ASSERT_LT(to, g->states);
            check_edge(g, from, to, g->task[e]);
            if (!bitmap_has(reached, to))
                vec_push(&queue, to);
            bitmap_set(reached, to);
        }
    }
    ASSERT_EQ(queue.count, g->states);
    vec_release(&queue);
    free(reached);
}
