/* SPDX-License-Identifier: MIT */
/*
 * Fair components.  A fair run that goes on for ever visits, from some point on, the states of a
 * strongly connected part of the graph again and again; taking all of that part only adds movers.
 * So:
 *
 * weak:    a component has a fair cycle if everybody who is demanded in all its states moves in it
 *          (emptiness of a generalised Buechi automaton).
 * strong:  if a task is demanded somewhere in a component, but does not move in it, a fair cycle
 *          inside must avoid the states where it is demanded: take them out, and look at the
 *          components of what is left (emptiness of a Streett automaton; Emerson and Lei, Science
 *          of Computer Programming 8(3), 1987; Duret-Lutz, Poitrenaud and Couvreur, ATVA 2009).
 *          Each round takes a task's demands out of every component that is left, so there are at
 *          most tasks + 1 rounds.
 *
 * The fair components are the strongly connected components of the union of their states: in the
 * round that found one, everything that is found later was in other components.
 */
#include "checker/liveness/fairness.h"

#include "base/check.h"
#include "checker/liveness/cycle.h"
#include "checker/liveness/path.h"
#include "checker/liveness/scc.h"

#include <string.h>

struct actors fairness_demanded(const struct fair_query *query, uint32_t s)
{
    const struct graph *g = query->within.graph;
    struct actors demanded = {{g->enabled[s] & ~(query->may_stay ? g->remainder[s] : 0)}};
    for (uint64_t e = g->first[s]; e < g->first[s + 1]; e++)
        if (g->task[e] >= GRAPH_BUFFERS)
            actors_add(&demanded, g->task[e]);
    return demanded;
}

/* What fairness asks of a component, taken together over its states and the edges inside. */
struct component_facts {
    struct actors always; /* demanded in all states */
    struct actors ever;   /* demanded in some state */
    struct actors moved;
    bool visits, takes;
};

/* false: there is no edge inside. */
static bool read_component(const struct fair_query *query, const struct subgraph *sub,
                           const struct scc *scc, uint32_t c, struct component_facts *facts)
{
    const struct graph *g = sub->graph;
    bool cyclic = false;
    *facts = (struct component_facts){.visits = query->visit == NULL,
                                      .takes = query->take == NULL};
    memset(&facts->always, 0xff, sizeof facts->always);
    for (uint32_t i = scc->first[c]; i < scc->first[c + 1]; i++) {
        uint32_t s = scc->members[i];
        for (uint64_t e = g->first[s]; e < g->first[s + 1]; e++) {
            if (scc->component[g->target[e]] != c || !subgraph_has_edge(sub, e))
                continue;
            actors_add(&facts->moved, g->task[e]);
            facts->takes = facts->takes || bitmap_has(query->take, e);
            cyclic = true;
        }
        if (!cyclic && scc->first[c + 1] - scc->first[c] == 1)
            return false;
        struct actors demanded = fairness_demanded(query, s);
        actors_intersect(&facts->always, &demanded);
        actors_unite(&facts->ever, &demanded);
        facts->visits = facts->visits || bitmap_has(query->visit, s);
    }
    return cyclic;
}

/* Is a component without hope: nothing inside it can be fair, or makes the visit?  Otherwise
 * *missing is the tasks whose demands a strongly fair cycle in it must avoid. */
static bool is_hopeless(const struct fair_query *query, const struct component_facts *facts,
                        uint64_t *missing)
{
    struct actors left_out = facts->always;
    actors_remove(&left_out, &facts->moved);
    if (query->fairness == FAIRNESS_NONE)
        left_out.words[0] = 0;
    *missing =
        query->fairness == FAIRNESS_STRONG ? facts->ever.words[0] & ~facts->moved.words[0] : 0;
    return !facts->visits || !facts->takes || !actors_are_none(&left_out);
}

/* One component: its states go into fair, or some of them into rest. */
static void judge_component(const struct fair_query *query, const struct subgraph *sub,
                            const struct scc *scc, uint32_t c, uint64_t *fair, uint64_t *rest)
{
    struct component_facts facts;
    uint64_t missing;
    if (!read_component(query, sub, scc, c, &facts) || is_hopeless(query, &facts, &missing))
        return;
    for (uint32_t i = scc->first[c]; i < scc->first[c + 1]; i++) {
        uint32_t s = scc->members[i];
        if (missing == 0)
            bitmap_set(fair, s);
        else if ((fairness_demanded(query, s).words[0] & missing) == 0)
            bitmap_set(rest, s);
    }
}

static bool bitmap_is_empty(const uint64_t *map, uint64_t bits)
{
    for (uint64_t i = 0; i < bitmap_words(bits); i++)
        if (map[i] != 0)
            return false;
    return true;
}

/* A bit per state: is it in a fair component? */
static uint64_t *fair_components(const struct fair_query *query)
{
    const struct graph *g = query->within.graph;
    uint64_t *fair = bitmap_new(g->states), *rest = NULL;
    struct subgraph sub = query->within;
    for (uint32_t round = 0;; round++) {
        ASSERT_LE(round, g->tasks);
        uint64_t *next = bitmap_new(g->states);
        struct scc scc;
        scc_find(&sub, &scc);
        for (uint32_t c = 0; c < scc.count; c++)
            judge_component(query, &sub, &scc, c, fair, next);
        scc_release(&scc);
        free(rest);
        sub.states = rest = next;
        if (bitmap_is_empty(rest, g->states))
            break;
    }
    free(rest);
    return fair;
}

/* A bit per state: can a run of the query stop there? */
static uint64_t *stops(const struct fair_query *query)
{
    const struct graph *g = query->within.graph;
    uint64_t *result = bitmap_new(g->states);
    if (!query->may_stop || query->take != NULL)
        return result;
    for (uint32_t s = 0; s < g->states; s++) {
        if (!subgraph_has_state(&query->within, s) ||
            (query->visit != NULL && !bitmap_has(query->visit, s)))
            continue;
        struct actors demanded = fairness_demanded(query, s);
        if (actors_are_none(&demanded))
            bitmap_set(result, s);
    }
    return result;
}

/* The fair components are the components of their union. */
static void keep_component_of(const struct subgraph *within, uint32_t state, uint64_t *fair)
{
    const struct subgraph sub = {within->graph, fair, within->edges};
    struct scc scc;
    scc_find(&sub, &scc);
    for (uint32_t s = 0; s < within->graph->states; s++)
        if (scc.component[s] != scc.component[state])
            bitmap_clear(fair, s);
    scc_release(&scc);
}

static void make_lasso(const struct fair_query *query, uint64_t *fair, const uint64_t *stopping,
                       struct lasso *out)
{
    const struct graph *g = query->within.graph;
    uint64_t *ends = bitmap_new(g->states);
    for (uint64_t i = 0; i < bitmap_words(g->states); i++)
        ends[i] = fair[i] | stopping[i];
    *out = (struct lasso){0};
    struct path_search search;
    path_init(&search, g);
    bool reachable = path_to_states(&search, &(struct subgraph){.graph = g}, 0, ends, &out->prefix);
    ASSERT(reachable);
    uint32_t knot = walk_end(g, &out->prefix, 0);
    if (!bitmap_has(stopping, knot)) {
        keep_component_of(&query->within, knot, fair);
        cycle_make(query, &search, fair, knot, &out->cycle);
    }
    path_release(&search);
    free(ends);
}

bool fairness_find(const struct fair_query *query, struct lasso *out)
{
    const struct graph *g = query->within.graph;
    uint64_t *fair = fair_components(query), *stopping = stops(query);
    bool found = !bitmap_is_empty(fair, g->states) || !bitmap_is_empty(stopping, g->states);
    if (found && out != NULL)
        make_lasso(query, fair, stopping, out);
    free(fair);
    free(stopping);
    return found;
}
