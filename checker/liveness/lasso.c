/* SPDX-License-Identifier: MIT */
#include "checker/liveness/lasso.h"

void lasso_release(struct lasso *lasso)
{
    vec_release(&lasso->prefix);
    vec_release(&lasso->cycle);
}

uint32_t walk_end(const struct graph *g, const struct walk *walk, uint32_t from)
{
    return walk->count > 0 ? g->target[walk->items[walk->count - 1]] : from;
}

static bool walk_is_connected(const struct graph *g, const struct walk *walk, uint32_t from)
{
    for (size_t i = 0; i < walk->count; i++) {
        if (walk->items[i] >= graph_edges(g) || graph_source(g, walk->items[i]) != from)
            return false;
        from = g->target[walk->items[i]];
    }
    return true;
}

bool lasso_is_connected(const struct graph *g, const struct lasso *lasso)
{
    if (!walk_is_connected(g, &lasso->prefix, 0))
        return false;
    uint32_t knot = walk_end(g, &lasso->prefix, 0);
    return walk_is_connected(g, &lasso->cycle, knot) && walk_end(g, &lasso->cycle, knot) == knot;
}
