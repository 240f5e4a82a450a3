/* SPDX-License-Identifier: MIT */
/*
 * What memory models allow, from axioms: nothing here knows of buffers or of interleavings.
 *
 * A candidate says which store each load reads from (rf), and in which order stores to the same variable
 * take effect (co); fr leads from a load to the stores after the one that it read from.  It is allowed if
 *
 *     program order on one variable, rf, co and fr together have no cycle        (coherence)
 *     ppo, rf between tasks, co and fr together have no cycle                    (the model)
 *
 * where ppo is what the model keeps of the program order: under SC all; under TSO all but store to load; under
 * PSO neither store to store of another variable, unless a fence, or the release of the second, keeps it.  What is
 * `full` keeps everything.  An exchange is a load and a store in one.
 *
 * Source: Alglave, Maranget, Tautschnig, "Herding cats", TOPLAS 36(2), 2014 (docs/references.md [Herding]).
 */
#include "tests/litmus.h"

#include "base/check.h"

enum { INITIAL = LITMUS_EVENTS_MAX, NODES = LITMUS_EVENTS_MAX + LITMUS_VARIABLES };

/* Nodes: the events, then the initial store to each variable. */
struct candidate {
    const struct litmus *l;
    enum memory_model model;
    int from[LITMUS_EVENTS_MAX];            /* of a load: node of the store */
    int order[LITMUS_VARIABLES][LITMUS_EVENTS_MAX + 1], stores[LITMUS_VARIABLES];
    int place[NODES];                       /* in order */
    struct litmus_set *set;
};

typedef uint32_t relation[NODES]; /* bits of successors */

static bool has_cycle(const relation edges)
{
    relation reach;
    for (int i = 0; i < NODES; i++)
        reach[i] = edges[i];
    for (int k = 0; k < NODES; k++)
        for (int i = 0; i < NODES; i++)
            if (reach[i] >> k & 1)
                reach[i] |= reach[k];
    for (int i = 0; i < NODES; i++)
        if (reach[i] >> i & 1)
            return true;
    return false;
}

static bool is_fence(const struct litmus_event *e)
{
    return !e->stores && !e->loads;
}

/* Between events a and b of a task: a full fence, or one that orders stores. */
static bool is_fenced(const struct litmus *l, int a, int b, bool full)
{
    for (int i = a + 1; i < b; i++)
        if (is_fence(&l->events[i]) && (l->events[i].full || !full))
            return true;
    return false;
}

/* Is a, before b in a task, kept before b by the model alone? */
static bool is_kept(const struct litmus *l, enum memory_model model, int a, int b)
{
    const struct litmus_event *first = &l->events[a], *second = &l->events[b];
    if (model == MEMORY_SC || first->loads || first->full || second->full ||
        is_fenced(l, a, b, true))
        return true;
    if (!second->stores)
        return false;
    return model == MEMORY_TSO || first->variable == second->variable || second->release ||
           is_fenced(l, a, b, false);
}

static void add_communication(const struct candidate *c, relation edges, bool inside)
{
    const struct litmus *l = c->l;
    for (int v = 0; v < LITMUS_VARIABLES; v++)
        for (int i = 0; i + 1 < c->stores[v]; i++)
            edges[c->order[v][i]] |= 1u << c->order[v][i + 1];
    for (int i = 0; i < l->count; i++) {
        if (!l->events[i].loads)
            continue;
        int from = c->from[i], v = l->events[i].variable;
        if (inside || from >= INITIAL || l->events[from].task != l->events[i].task)
            edges[from] |= 1u << i;
        for (int p = c->place[from] + 1; p < c->stores[v]; p++)
            if (c->order[v][p] != i)
                edges[i] |= 1u << c->order[v][p];
    }
}

static bool is_allowed(const struct candidate *c)
{
    const struct litmus *l = c->l;
    relation coherence = {0}, model = {0};
    for (int a = 0; a < l->count; a++)
        for (int b = a + 1; b < l->count; b++) {
            const struct litmus_event *first = &l->events[a], *second = &l->events[b];
            if (first->task != second->task || is_fence(first) || is_fence(second))
                continue;
            if (first->variable == second->variable)
                coherence[a] |= 1u << b;
            if (is_kept(l, c->model, a, b))
                model[a] |= 1u << b;
        }
    add_communication(c, coherence, true);
    add_communication(c, model, false);
    return !has_cycle(coherence) && !has_cycle(model);
}

static int value_of(const struct litmus *l, int node)
{
    return node >= INITIAL ? 0 : l->events[node].value;
}

static void add_outcome(const struct candidate *c)
{
    struct str text = {0};
    for (int i = 0; i < c->l->count; i++)
        if (c->l->events[i].loads)
            str_printf(&text, "%d", value_of(c->l, c->from[i]));
    str_append(&text, " ");
    for (int v = 0; v < LITMUS_VARIABLES; v++)
        str_printf(&text, "%d", value_of(c->l, c->order[v][c->stores[v] - 1]));
    litmus_set_add(c->set, str_text(&text));
    str_release(&text);
}

/* All stores that load i, and those after it, may read from. */
static void choose_sources(struct candidate *c, int i)
{
    while (i < c->l->count && !c->l->events[i].loads)
        i++;
    if (i == c->l->count) {
        if (is_allowed(c))
            add_outcome(c);
        return;
    }
    int v = c->l->events[i].variable;
    for (int p = 0; p < c->stores[v]; p++) {
        if (c->order[v][p] == i)
            continue;
        c->from[i] = c->order[v][p];
        choose_sources(c, i + 1);
    }
}

static void swap(struct candidate *c, int v, int a, int b)
{
    int first = c->order[v][a];
    c->order[v][a] = c->order[v][b];
    c->order[v][b] = first;
    c->place[c->order[v][a]] = a;
    c->place[c->order[v][b]] = b;
}

/* All orders of the stores to v from place p on, and to the variables after it. */
static void choose_order(struct candidate *c, int v, int p)
{
    if (v == LITMUS_VARIABLES) {
        choose_sources(c, 0);
        return;
    }
    if (p >= c->stores[v]) {
        choose_order(c, v + 1, 1);
        return;
    }
    for (int i = p; i < c->stores[v]; i++) {
        swap(c, v, p, i);
        choose_order(c, v, p + 1);
        swap(c, v, p, i);
    }
}

void litmus_outcomes(const struct litmus *l, enum memory_model model, struct litmus_set *set)
{
    struct candidate c = {.l = l, .model = model, .set = set};
    for (int v = 0; v < LITMUS_VARIABLES; v++) {
        c.order[v][c.stores[v]++] = INITIAL + v;
        for (int i = 0; i < l->count; i++)
            if (l->events[i].stores && l->events[i].variable == v) {
                c.place[i] = c.stores[v];
                c.order[v][c.stores[v]++] = i;
            }
    }
    choose_order(&c, 0, 1);
}
