/* SPDX-License-Identifier: MIT */
/*
 * Bypass bounds, and first come first served.
 *
 * Goal: they are what their definitions say, and the witness attains them.
 * Method: random graphs against a monitor that runs along and counts, in every way the graph can be
 *         walked.
 */
#include "tests/suite.h"

#include "base/bitmap.h"
#include "base/check.h"
#include "checker/liveness/bypass.h"
#include "checker/liveness/fcfs.h"
#include "tests/liveness_rig.h"

#include <string.h>

enum { STATES_MAX = 16, COUNT_MAX = 50, ENDLESS = COUNT_MAX - 1 };

/* What the monitor looks at: task t waits, task u overtakes. */
struct pair {
    const struct graph *graph;
    enum interval_kind kind;
    uint32_t t, u;
};

static bool bit(const uint64_t *masks, uint32_t s, uint32_t task)
{
    return masks[s] >> task & 1;
}

static bool waits(const struct pair *p, uint32_t s)
{
    const struct graph *g = p->graph;
    return bit(p->kind == INTERVAL_FIRST_STEP ? g->trying : g->waiting, s, p->t);
}

/* Has T, in s at the end of a run, a reason to say: from now on I wait? */
static bool begins_at(const struct pair *p, uint32_t s)
{
    if (p->kind == INTERVAL_LATECOMER || !waits(p, s))
        return false;
    return p->kind == INTERVAL_DOORWAY || !bit(p->graph->enabled, s, p->t);
}

static bool begins_with(const struct pair *p, uint32_t s, uint64_t e)
{
    const struct graph *g = p->graph;
    const uint32_t to = g->target[e];
    if (begins_at(p, to))
        return true;
    if (!waits(p, s) || !waits(p, to))
        return false;
    bool mark = !bit(g->doorway, s, p->t) && bit(g->doorway, to, p->t);
    bool late = !bit(g->doorway, s, p->u) && !bit(g->waiting, s, p->u) &&
                (bit(g->doorway, to, p->u) || bit(g->waiting, to, p->u));
    return p->kind == INTERVAL_FIRST_STEP  ? g->task[e] == p->t && !mark
           : p->kind == INTERVAL_LATECOMER ? g->task[e] == p->u && late
                                           : false;
}

static bool enters(const struct pair *p, uint32_t s, uint64_t e)
{
    const struct graph *g = p->graph;
    return g->task[e] == p->u && !bit(g->critical, s, p->u) && bit(g->critical, g->target[e], p->u);
}

/* seen[s][0]: s is reachable.  seen[s][1 + n]: in s, T waits and u has entered n times meanwhile.
 * */
struct monitor {
    bool seen[STATES_MAX][1 + COUNT_MAX];
    bool changed;
};

static void see(struct monitor *m, uint32_t s, uint32_t counter)
{
    m->changed |= !m->seen[s][counter];
    m->seen[s][counter] = true;
}

static void follow(struct monitor *m, const struct pair *p, uint32_t s, uint64_t e)
{
    const uint32_t to = p->graph->target[e];
    if (m->seen[s][0]) {
        see(m, to, 0);
        if (begins_with(p, s, e))
            see(m, to, 1);
    }
    for (uint32_t n = 0; n < COUNT_MAX; n++) {
        uint32_t count = n + enters(p, s, e);
        if (m->seen[s][1 + n] && waits(p, to))
            see(m, to, 1 + (count < ENDLESS ? count : ENDLESS));
    }
}

/* The most entries; -1: T never waits.  A count of ENDLESS takes a cycle: a graph has fewer edges.
 * */
static int count_entries(const struct pair *p)
{
    const struct graph *g = p->graph;
    struct monitor m = {0};
    int most = -1;
    ASSERT_LT(graph_edges(g), ENDLESS);
    see(&m, 0, 0);
    if (begins_at(p, 0))
        see(&m, 0, 1);
    while (m.changed) {
        m.changed = false;
        for (uint32_t s = 0; s < g->states; s++)
            for (uint64_t e = g->first[s]; e < g->first[s + 1]; e++)
                follow(&m, p, s, e);
    }
    for (uint32_t s = 0; s < g->states; s++)
        for (int n = 0; n < COUNT_MAX; n++)
            if (m.seen[s][1 + n] && n > most)
                most = n;
    return most;
}

/* Entries of u on the edges from `begin` on; -1: they are not connected, or T does not wait all
 * along. */
static int count_on_walk(const struct pair *p, const struct walk *walk, size_t begin, uint32_t from)
{
    int entries = 0;
    if (!waits(p, from))
        return -1;
    for (size_t i = begin; i < walk->count; i++) {
        uint64_t e = walk->items[i];
        if (graph_source(p->graph, e) != from || !waits(p, p->graph->target[e]))
            return -1;
        entries += enters(p, from, e);
        from = p->graph->target[e];
    }
    return entries;
}

static bool interval_begins_there(const struct pair *p, const struct walk *prefix, size_t begins)
{
    if (begins == 0)
        return begins_at(p, 0);
    uint64_t e = prefix->items[begins - 1];
    return begins <= prefix->count && begins_with(p, graph_source(p->graph, e), e);
}

static bool bypass_is_shown(const struct graph *g, enum interval_kind kind, const struct bypass *b)
{
    const struct pair p = {g, kind, b->waiter, b->overtaker};
    const struct walk *prefix = &b->witness.prefix, *cycle = &b->witness.cycle;
    if (!lasso_is_connected(g, &b->witness) || !interval_begins_there(&p, prefix, b->begins))
        return false;
    uint32_t start = b->begins == 0 ? 0 : g->target[prefix->items[b->begins - 1]];
    int on_path = count_on_walk(&p, prefix, b->begins, start);
    if (b->kind == BYPASS_BOUNDED)
        return on_path == (int)b->bound && cycle->count == 0;
    return on_path >= 0 && count_on_walk(&p, cycle, 0, walk_end(g, prefix, 0)) > 0;
}

static int largest_bypass(const struct graph *g, enum interval_kind kind)
{
    int largest = -1;
    for (uint32_t t = 0; t < g->tasks; t++)
        for (uint32_t u = 0; u < g->tasks; u++) {
            int entries = t == u ? -1 : count_entries(&(struct pair){g, kind, t, u});
            largest = entries > largest ? entries : largest;
        }
    return largest;
}

static void compare_bypass(enum interval_kind kind, uint64_t seed)
{
    struct prng random = prng_seeded(seed);
    unsigned results[2 + COUNT_MAX] = {0};
    for (unsigned i = 0; i < 8000; i++) {
        struct sketch sketch;
        struct bypass b;
        sketch_random(&sketch, &random, STATES_MAX);
        const struct graph *g = sketch_graph(&sketch);
        int expected = largest_bypass(g, kind);
        bypass_measure(g, kind, &b);
        int found = b.kind == BYPASS_NOBODY_WAITS ? -1
                    : b.kind == BYPASS_UNBOUNDED  ? ENDLESS
                                                  : (int)b.bound;
        CU_ASSERT_EQUAL(found, expected);
        CU_ASSERT_TRUE(found == -1 || bypass_is_shown(g, kind, &b));
        results[1 + expected]++;
        bypass_release(&b);
        sketch_release(&sketch);
    }
    CU_ASSERT_TRUE(results[0] > 100 && results[1] > 100 && results[2] > 100 && results[3] > 10);
    CU_ASSERT_TRUE(results[1 + ENDLESS] > 100);
}

static void bypass_from_the_first_step_is_the_most_that_a_monitor_counts(void)
{
    compare_bypass(INTERVAL_FIRST_STEP, 6);
}

static void bypass_from_the_doorway_is_the_most_that_a_monitor_counts(void)
{
    compare_bypass(INTERVAL_DOORWAY, 7);
}

static bool overtaking_is_shown(const struct graph *g, const struct fcfs *f)
{
    const struct pair p = {g, INTERVAL_LATECOMER, f->waiter, f->overtaker};
    const struct walk *path = &f->witness.prefix;
    if (!lasso_is_connected(g, &f->witness) || f->witness.cycle.count != 0 || f->begins == 0 ||
        f->begins >= path->count || !interval_begins_there(&p, path, f->begins))
        return false;
    uint32_t start = g->target[path->items[f->begins - 1]];
    uint64_t last = path->items[path->count - 1];
    return count_on_walk(&p, path, f->begins, start) == 1 &&
           enters(&p, graph_source(g, last), last);
}

static void latecomers_overtake_exactly_where_a_monitor_sees_it(void)
{
    struct prng random = prng_seeded(8);
    unsigned violated = 0, compared = 8000;
    for (unsigned i = 0; i < compared; i++) {
        struct sketch sketch;
        struct fcfs f = {0};
        sketch_random(&sketch, &random, STATES_MAX);
        const struct graph *g = sketch_graph(&sketch);
        bool found = fcfs_find_violation(g, &f);
        CU_ASSERT_EQUAL(found, largest_bypass(g, INTERVAL_LATECOMER) > 0);
        CU_ASSERT_TRUE(!found || overtaking_is_shown(g, &f));
        violated += found;
        fcfs_release(&f);
        sketch_release(&sketch);
    }
    CU_ASSERT_TRUE(violated > 200 && violated < compared - 200);
}

/* While task 0 waits, task 1 enters n times, each time from another state. */
static void a_row_of_entries_is_counted_exactly(void)
{
    enum { ENTRIES = 1000 };
    struct sketch sketch = {.graph.tasks = 2};
    uint32_t at = sketch_state(&sketch, (struct regions){.remainder = 3});
    uint32_t next = sketch_state(&sketch, (struct regions){.trying = 1, .remainder = 2});
    sketch_edge(&sketch, at, 0, next);
    for (int i = 0; i < 2 * ENTRIES; i++) {
        at = next;
        next = sketch_state(&sketch, (struct regions){.trying = 1, .critical = i % 2 ? 0 : 2});
        sketch_edge(&sketch, at, 1, next);
    }
    struct bypass b;
    bypass_measure(sketch_graph(&sketch), INTERVAL_FIRST_STEP, &b);
    CU_ASSERT_EQUAL(b.kind, BYPASS_BOUNDED);
    CU_ASSERT_EQUAL(b.bound, ENTRIES);
    CU_ASSERT_EQUAL(b.witness.prefix.count, 2 * ENTRIES);
    bypass_release(&b);
    sketch_release(&sketch);
}

void suite_bypass(void)
{
    CU_pSuite suite = CU_add_suite("bypass", NULL, NULL);
    CU_ADD_TEST(suite, bypass_from_the_first_step_is_the_most_that_a_monitor_counts);
    CU_ADD_TEST(suite, bypass_from_the_doorway_is_the_most_that_a_monitor_counts);
    CU_ADD_TEST(suite, latecomers_overtake_exactly_where_a_monitor_sees_it);
    CU_ADD_TEST(suite, a_row_of_entries_is_counted_exactly);
}
