/* SPDX-License-Identifier: MIT */
#include "checker/liveness/bypass.h"

#include "base/check.h"
#include "checker/liveness/path.h"
#include "checker/liveness/scc.h"

#define UNBOUNDED UINT32_MAX

/* The intervals of one waiter. */
struct measure {
    struct interval interval;
    struct subgraph sub; /* the states of the intervals */
    struct scc scc;
    uint64_t endless;   /* tasks with an entry inside of a component */
    uint32_t overtaker; /* whom `most` is about */
    uint32_t *most;     /* per component: the most entries of the overtaker to come, or UNBOUNDED */
    /* For a witness: */
    uint32_t largest; /* of all `most` */
    uint32_t left;    /* entries that the path still has to make */
    uint32_t knot;    /* where the cycle begins and ends */
};

static bool is_inside(const struct measure *m, uint64_t edge, uint32_t from)
{
    return m->scc.component[from] == m->scc.component[m->sub.graph->target[edge]];
}

static void find_endless(struct measure *m)
{
    const struct graph *g = m->sub.graph;
    for (uint32_t i = 0; i < m->scc.first[m->scc.count]; i++) {
        uint32_t s = m->scc.members[i];
        for (uint64_t e = g->first[s]; e < g->first[s + 1]; e++)
            if (is_inside(m, e, s))
                m->endless |= graph_entry(g, e, s);
    }
    m->endless &= ~(UINT64_C(1) << m->interval.waiter);
}

static void measure_open(struct measure *m, const struct graph *g, enum interval_kind kind,
                         uint32_t waiter)
{
    *m = (struct measure){.interval = {.graph = g, .kind = kind, .waiter = waiter}};
    interval_open(&m->interval);
    m->sub = (struct subgraph){.graph = g, .states = m->interval.during};
    scc_find(&m->sub, &m->scc);
    m->most = memory_new(m->scc.count + 1, sizeof *m->most);
    find_endless(m);
}

static void measure_release(struct measure *m)
{
    interval_release(&m->interval);
    scc_release(&m->scc);
    free(m->most);
}

/* The most entries from component c on, if all smaller components are known. */
static uint32_t most_from(const struct measure *m, uint32_t c)
{
    const struct graph *g = m->sub.graph;
    const uint64_t overtaker = UINT64_C(1) << m->overtaker;
    uint32_t most = 0;
    for (uint32_t i = m->scc.first[c]; i < m->scc.first[c + 1]; i++) {
        uint32_t s = m->scc.members[i];
        for (uint64_t e = g->first[s]; e < g->first[s + 1]; e++) {
            uint32_t next = m->scc.component[g->target[e]];
            if (next == SCC_NONE)
                continue;
            uint32_t entries = graph_entry(g, e, s) == overtaker;
            if (next == c && entries == 0)
                continue;
            if (next == c || m->most[next] == UNBOUNDED)
                return UNBOUNDED;
            if (m->most[next] + entries > most)
                most = m->most[next] + entries;
        }
    }
    return most;
}

/* Fills m->most; returns the largest. */
static uint32_t measure_overtaker(struct measure *m, uint32_t overtaker)
{
    uint32_t largest = 0;
    m->overtaker = overtaker;
    for (uint32_t c = 0; c < m->scc.count; c++) {
        m->most[c] = most_from(m, c);
        if (m->most[c] > largest)
            largest = m->most[c];
    }
    return largest;
}

/* Notes the bypass of a pair of tasks, if it is the largest so far. */
static void note(struct bypass *best, uint32_t waiter, uint32_t overtaker, uint32_t entries)
{
    if (best->kind == BYPASS_BOUNDED && entries <= best->bound)
        return;
    best->kind = entries == UNBOUNDED ? BYPASS_UNBOUNDED : BYPASS_BOUNDED;
    best->bound = entries == UNBOUNDED ? 0 : entries;
    best->waiter = waiter;
    best->overtaker = overtaker;
}

static void measure_waiter(const struct graph *g, enum interval_kind kind, uint32_t waiter,
                           struct bypass *best)
{
    struct measure m;
    measure_open(&m, g, kind, waiter);
    if (m.endless != 0) {
        note(best, waiter, (uint32_t)__builtin_ctzll(m.endless), UNBOUNDED);
    } else if (m.scc.count > 0) {
        for (uint32_t u = 0; u < g->tasks; u++)
            if (u != waiter)
                note(best, waiter, u, measure_overtaker(&m, u));
    }
    measure_release(&m);
}

/* Where a witness may begin: an interval begins there, and has the most entries to come. */
static bool begins_best(const void *context, uint64_t edge, uint32_t from)
{
    const struct measure *m = context;
    const uint32_t to = m->sub.graph->target[edge];
    return interval_begins_by(&m->interval, edge, from) &&
           m->most[m->scc.component[to]] == m->largest;
}

/* The next entry of the overtaker on a longest path, or one inside of a component. */
static bool is_next_entry(const void *context, uint64_t edge, uint32_t from)
{
    const struct measure *m = context;
    const uint32_t here = m->scc.component[from];
    const uint32_t next = m->scc.component[m->sub.graph->target[edge]];
    if (graph_entry(m->sub.graph, edge, from) != UINT64_C(1) << m->overtaker)
        return false;
    return m->largest == UNBOUNDED ? here == next
                                   : m->most[here] == m->left && m->most[next] + 1 == m->left;
}

static bool enters_knot(const void *context, uint64_t edge, uint32_t from)
{
    const struct measure *m = context;
    return m->sub.graph->target[edge] == m->knot && is_inside(m, edge, from);
}

static void append(struct measure *m, struct path_search *search, const struct subgraph *sub,
                   uint32_t from, path_goal goal, struct walk *walk)
{
    bool found = path_find(search, sub, &from, 1, goal, m, walk);
    ASSERT(found);
}

/* From state `from` in a component with an entry inside, or before one: there, and round. */
static void make_cycle(struct measure *m, struct path_search *search, uint32_t from,
                       struct lasso *out)
{
    const struct graph *g = m->sub.graph;
    append(m, search, &m->sub, from, is_next_entry, &out->prefix);
    const uint64_t entry = vec_pop(&out->prefix);
    m->knot = graph_source(g, entry);
    vec_push(&out->cycle, entry);
    if (g->target[entry] != m->knot)
        append(m, search, &m->sub, g->target[entry], enters_knot, &out->cycle);
}

static void make_witness(struct measure *m, struct bypass *out)
{
    const struct graph *g = m->sub.graph;
    struct path_search search;
    path_init(&search, g);
    m->largest = measure_overtaker(m, out->overtaker);
    if (!interval_begins_in(&m->interval, 0) || m->most[m->scc.component[0]] != m->largest)
        append(m, &search, &(struct subgraph){.graph = g}, 0, begins_best, &out->witness.prefix);
    out->begins = out->witness.prefix.count;
    uint32_t at = walk_end(g, &out->witness.prefix, 0);
    if (m->largest == UNBOUNDED) {
        make_cycle(m, &search, at, &out->witness);
    } else {
        for (m->left = m->largest; m->left > 0; m->left--) {
            append(m, &search, &m->sub, at, is_next_entry, &out->witness.prefix);
            at = walk_end(g, &out->witness.prefix, at);
        }
    }
    path_release(&search);
}

void bypass_measure(const struct graph *g, enum interval_kind from, struct bypass *out)
{
    ASSERT(from == INTERVAL_FIRST_STEP || from == INTERVAL_DOORWAY);
    *out = (struct bypass){.kind = BYPASS_NOBODY_WAITS};
    for (uint32_t waiter = 0; waiter < g->tasks && out->kind != BYPASS_UNBOUNDED; waiter++)
        measure_waiter(g, from, waiter, out);
    if (out->kind == BYPASS_NOBODY_WAITS)
        return;
    struct measure m;
    measure_open(&m, g, from, out->waiter);
    make_witness(&m, out);
    measure_release(&m);
}

void bypass_release(struct bypass *bypass)
{
    lasso_release(&bypass->witness);
}
