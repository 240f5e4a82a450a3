/* SPDX-License-Identifier: MIT */
#include "checker/liveness/cycle.h"

#include "base/check.h"

/* What the walk so far does, and what it owes. */
struct debt {
    const struct fair_query *query;
    struct actors moved, always, ever; /* as in a component, of the states and edges of the walk */
    bool visited, taken;
};

static void note_state(struct debt *debt, uint32_t s)
{
    struct actors demanded = fairness_demanded(debt->query, s);
    actors_intersect(&debt->always, &demanded);
    actors_unite(&debt->ever, &demanded);
    debt->visited =
        debt->visited || debt->query->visit == NULL || bitmap_has(debt->query->visit, s);
}

static void note_edge(struct debt *debt, uint64_t edge)
{
    const struct fair_query *query = debt->query;
    actors_add(&debt->moved, query->within.graph->task[edge]);
    debt->taken = debt->taken || query->take == NULL || bitmap_has(query->take, edge);
    note_state(debt, query->within.graph->target[edge]);
}

static struct actors owed_moves(const struct debt *debt)
{
    struct actors owed = debt->always;
    if (debt->query->fairness == FAIRNESS_NONE)
        owed.words[0] = 0;
    if (debt->query->fairness == FAIRNESS_STRONG)
        owed.words[0] |= debt->ever.words[0];
    actors_remove(&owed, &debt->moved);
    return owed;
}

/* Would the walk owe less after this edge? */
static bool pays(const void *context, uint64_t edge, uint32_t from)
{
    const struct debt *debt = context;
    (void)from;
    const struct actors before = owed_moves(debt);
    struct debt after = *debt;
    note_edge(&after, edge);
    const struct actors owed = owed_moves(&after);
    struct actors paid = before;
    actors_remove(&paid, &owed);
    return !actors_are_none(&paid) || (after.visited && !debt->visited) ||
           (after.taken && !debt->taken);
}

static bool is_any_edge(const void *context, uint64_t edge, uint32_t from)
{
    (void)context, (void)edge, (void)from;
    return true;
}

struct knot_goal {
    const struct graph *graph;
    uint32_t knot;
};

static bool enters_knot(const void *context, uint64_t edge, uint32_t from)
{
    const struct knot_goal *goal = context;
    (void)from;
    return goal->graph->target[edge] == goal->knot;
}

void cycle_make(const struct fair_query *query, struct path_search *search,
                const uint64_t *component, uint32_t knot, struct walk *cycle)
{
    const struct graph *g = query->within.graph;
    const struct subgraph inside = {g, component, query->within.edges};
    const struct knot_goal back = {g, knot};
    struct debt debt = {.query = query, .taken = query->take == NULL};
    debt.always = fairness_demanded(query, knot);
    note_state(&debt, knot);
    for (size_t noted = 0;;) {
        uint32_t at = walk_end(g, cycle, knot);
        const struct actors owed = owed_moves(&debt);
        bool found;
        if (!actors_are_none(&owed) || !debt.visited || !debt.taken)
            found = path_find(search, &inside, &at, 1, pays, &debt, cycle);
        else if (cycle->count == 0)
            found = path_find(search, &inside, &at, 1, is_any_edge, NULL, cycle);
        else if (at != knot)
            found = path_find(search, &inside, &at, 1, enters_knot, &back, cycle);
        else
            return;
        ASSERT(found);
        for (; noted < cycle->count; noted++)
            note_edge(&debt, cycle->items[noted]);
    }
}
