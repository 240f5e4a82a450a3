/* SPDX-License-Identifier: MIT */
#include "tests/liveness_oracle.h"

#include "base/check.h"

static bool takes_state(const struct oracle *o, uint32_t s)
{
    return o->state == NULL || o->state(o, s);
}

static bool takes_edge(const struct oracle *o, uint64_t e, uint32_t from)
{
    return (o->edge == NULL || o->edge(o, e, from)) && takes_state(o, from) &&
           takes_state(o, o->graph->target[e]);
}

static bool is_demanded(const struct oracle *o, uint32_t s, unsigned actor)
{
    const struct graph *g = o->graph;
    if (actor < GRAPH_TASKS_MAX)
        return (g->enabled[s] >> actor & 1) && !(o->may_stay && (g->remainder[s] >> actor & 1));
    for (uint64_t e = g->first[s]; e < g->first[s + 1]; e++)
        if (g->task[e] == actor)
            return true;
    return false;
}

/* What happens again and again: states, and who moves. */
struct recurring {
    bool state[ORACLE_STATES_MAX];
    bool moves[256];
    bool taken; /* an edge that oracle->take wants */
};

static bool is_fair(const struct oracle *o, const struct recurring *r)
{
    for (unsigned actor = 0; actor < 256; actor++) {
        bool always = true, ever = false;
        for (uint32_t s = 0; s < o->graph->states; s++) {
            always &= !r->state[s] || is_demanded(o, s, actor);
            ever |= r->state[s] && is_demanded(o, s, actor);
        }
        bool is_task = actor < GRAPH_TASKS_MAX;
        bool must = is_task && o->fairness == FAIRNESS_NONE     ? false
                    : is_task && o->fairness == FAIRNESS_STRONG ? ever
                                                                : always;
        if (must && !r->moves[actor])
            return false;
    }
    return true;
}

static bool makes_visit(const struct oracle *o, const struct recurring *r)
{
    for (uint32_t s = 0; s < o->graph->states; s++)
        if (r->state[s] && (o->visit == NULL || o->visit(o, s)))
            return true;
    return false;
}

static bool is_wanted(const struct oracle *o, uint64_t e, uint32_t from)
{
    return o->take == NULL || o->take(o, e, from);
}

/* Can a run visit all these states again and again?  Notes the moves that it can make. */
static bool can_recur(const struct oracle *o, struct recurring *r)
{
    const struct graph *g = o->graph;
    const uint32_t n = g->states;
    bool path[ORACLE_STATES_MAX][ORACLE_STATES_MAX] = {{0}};
    for (uint32_t s = 0; s < n; s++)
        for (uint64_t e = g->first[s]; e < g->first[s + 1]; e++)
            if (r->state[s] && r->state[g->target[e]] && takes_edge(o, e, s)) {
                path[s][g->target[e]] = true;
                r->moves[g->task[e]] = true;
                r->taken |= is_wanted(o, e, s);
            }
    for (uint32_t k = 0; k < n; k++)
        for (uint32_t i = 0; i < n; i++)
            for (uint32_t j = 0; j < n; j++)
                path[i][j] |= path[i][k] && path[k][j];
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            if (r->state[i] && r->state[j] && !path[i][j])
                return false;
    return true;
}

static bool can_stop(const struct oracle *o, uint32_t s)
{
    if (!o->may_stop || o->take != NULL || !takes_state(o, s) || (o->visit != NULL && !o->visit(o, s)))
        return false;
    for (unsigned actor = 0; actor < 256; actor++)
        if (is_demanded(o, s, actor))
            return false;
    return true;
}

bool oracle_has_run(const struct oracle *o)
{
    const uint32_t n = o->graph->states;
    ASSERT_LE(n, ORACLE_STATES_MAX);
    for (uint32_t s = 0; s < n; s++)
        if (can_stop(o, s))
            return true;
    for (uint32_t set = 1; set < 1u << n; set++) {
        struct recurring r = {0};
        for (uint32_t s = 0; s < n; s++)
            r.state[s] = set >> s & 1;
        if (can_recur(o, &r) && is_fair(o, &r) && r.taken && makes_visit(o, &r))
            return true;
    }
    return false;
}

bool oracle_accepts(const struct oracle *o, const struct lasso *lasso)
{
    const struct graph *g = o->graph;
    if (!lasso_is_connected(g, lasso))
        return false;
    uint32_t s = walk_end(g, &lasso->prefix, 0);
    if (lasso->cycle.count == 0)
        return can_stop(o, s);
    struct recurring r = {0};
    for (size_t i = 0; i < lasso->cycle.count; i++) {
        uint64_t e = lasso->cycle.items[i];
        if (!takes_edge(o, e, s))
            return false;
        r.moves[g->task[e]] = true;
        r.taken |= is_wanted(o, e, s);
        r.state[s = g->target[e]] = true;
    }
    return is_fair(o, &r) && r.taken && makes_visit(o, &r);
}
