/* SPDX-License-Identifier: MIT */
#include "checker/states/neglect.h"

#include <stdlib.h>

/* The class in which a task is; UINT32_MAX: it is not there. */
static uint32_t class_in(const struct state_graph *g, uint32_t s, uint32_t task)
{
    return g->classes[(uint64_t)s * g->graph.tasks + task];
}

static bool is_enabled(const struct state_graph *g, uint32_t s, uint32_t task)
{
    return g->graph.enabled[s] >> task & 1;
}

/* A bit per class: does its task wait there in some state?  Not in a join, and not up to a deadline. */
static uint64_t *waiting_classes(const struct state_graph *g)
{
    const struct product *p = g->product;
    uint64_t *waiting = bitmap_new(p->classes.count);
    for (uint32_t s = 0; s < g->graph.states; s++)
        for (uint32_t t = 0; t < g->graph.tasks; t++) {
            uint32_t c = class_in(g, s, t);
            if (c == UINT32_MAX || is_enabled(g, s, t))
                continue;
            const struct op *op = &p->classes.items[c].op;
            if ((op->kind == OP_OBJECT || op_is_cell(op)) && !(op->flags & (OP_EAGER | OP_TIMED)))
                bitmap_set(waiting, c);
        }
    return waiting;
}

/* One operation in which a task waits. */
struct wait {
    const struct state_graph *graph;
    const uint64_t *waiting; /* classes */
    uint32_t task, class;
};

/* Edges of others, on which one of them is served at the same object. */
static bool serves(const struct wait *wait, uint64_t edge, uint32_t from)
{
    const struct state_graph *g = wait->graph;
    const struct class *classes = g->product->classes.items;
    uint32_t task = g->graph.task[edge];
    if (task >= g->graph.tasks || task == wait->task)
        return false;
    uint32_t c = class_in(g, from, task);
    return bitmap_has(wait->waiting, c) && classes[c].op.kind == OP_OBJECT &&
           classes[c].op.object == classes[wait->class].op.object;
}

static void fill(const struct wait *wait, uint64_t *states, uint64_t *others, uint64_t *serving,
                 uint64_t *open)
{
    const struct graph *g = &wait->graph->graph;
    for (uint32_t s = 0; s < g->states; s++) {
        if (class_in(wait->graph, s, wait->task) != wait->class)
            continue;
        bitmap_set(states, s);
        if (is_enabled(wait->graph, s, wait->task))
            bitmap_set(open, s);
        for (uint64_t e = g->first[s]; e < g->first[s + 1]; e++) {
            if (g->task[e] == wait->task)
                continue;
            bitmap_set(others, e);
            if (serves(wait, e, s))
                bitmap_set(serving, e);
        }
    }
}

static bool find(const struct wait *wait, enum fairness fairness, struct lasso *out)
{
    const struct graph *g = &wait->graph->graph;
    bool loop = wait->graph->product->classes.items[wait->class].op.kind != OP_OBJECT;
    uint64_t *states = bitmap_new(g->states), *open = bitmap_new(g->states);
    uint64_t *others = bitmap_new(graph_edges(g)), *serving = bitmap_new(graph_edges(g));
    fill(wait, states, others, serving, open);
    const struct fair_query query = {
        .within = {.graph = g, .states = states, .edges = others},
        .fairness = fairness,
        .visit = loop ? open : NULL,
        .take = loop ? NULL : serving,
    };
    bool found = fairness_find(&query, out);
    free(states);
    free(open);
    free(others);
    free(serving);
    return found;
}

bool neglect_find(const struct state_graph *g, uint32_t task, enum fairness fairness,
                  struct lasso *out)
{
    uint64_t *waiting = waiting_classes(g);
    bool found = false;
    for (uint32_t c = 0; c < g->product->classes.count && !found; c++)
        if (bitmap_has(waiting, c) && g->product->classes.items[c].slot == task)
            found = find(&(struct wait){g, waiting, task, c}, fairness, out);
    free(waiting);
    return found;
}
