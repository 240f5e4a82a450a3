/* SPDX-License-Identifier: MIT */
#include "checker/states/state_graph.h"

#include "base/check.h"
#include "sim/learn/buffers.h"

enum mask { ENABLED, UNFINISHED, REMAINDER, TRYING, WAITING, DOORWAY, CRITICAL, MASKS };
enum { EDGE_BYTES = 12, BUFFERS_MAX = UINT8_MAX + 1 - GRAPH_BUFFERS };

static uint64_t *mask_of(struct state_graph *g, enum mask mask, uint64_t states)
{
    return g->masks + (size_t)mask * states;
}

/* Which tasks mark regions at all: the others are never in their remainder sections. */
static uint64_t marking_tasks(const struct product *p)
{
    uint64_t set = 0;
    for (size_t i = 0; i < p->classes.count; i++)
        if (p->classes.items[i].op.kind == OP_REGION)
            set |= UINT64_C(1) << p->classes.items[i].slot;
    return set;
}

static void fill_masks(struct state_graph *g, const struct product *p, const struct state *s,
                       uint64_t index, uint64_t states, uint64_t marking)
{
    for (task_id i = 0; i < p->slot_count; i++) {
        uint64_t bit = UINT64_C(1) << i;
        if (product_class(p, s, i) == NULL)
            continue;
        mask_of(g, UNFINISHED, states)[index] |= bit;
        if (!(marking & bit))
            continue;
        switch ((enum region)s->v[p->slots[i].region_field]) {
        case REGION_REMAINDER:
            mask_of(g, REMAINDER, states)[index] |= bit;
            break;
        case REGION_DOORWAY:
            mask_of(g, DOORWAY, states)[index] |= bit;
            mask_of(g, TRYING, states)[index] |= bit;
            break;
        case REGION_WAITING:
            mask_of(g, WAITING, states)[index] |= bit;
            mask_of(g, TRYING, states)[index] |= bit;
            break;
        case REGION_TRYING:
            mask_of(g, TRYING, states)[index] |= bit;
            break;
        case REGION_CRITICAL:
            mask_of(g, CRITICAL, states)[index] |= bit;
            break;
        case REGION_EXIT:
            break;
        }
    }
}

static void fill_classes(struct state_graph *g, const struct product *p, const struct state *s,
                         uint64_t index)
{
    uint32_t *of = g->classes + index * p->slot_count;
    for (task_id i = 0; i < p->slot_count; i++) {
        const struct class *c = product_class(p, s, i);
        of[i] = c == NULL ? UINT32_MAX : (uint32_t)(c - p->classes.items);
    }
}

static uint64_t bytes_needed(const struct exploration *e, uint64_t states, bool marked)
{
    uint64_t classes = marked ? 0 : e->product->slot_count * sizeof(uint32_t);
    return e->transitions * EDGE_BYTES + states * ((MASKS + 1) * sizeof(uint64_t) + classes);
}

/* The number of the buffer that a store leaves (graph.h); 0: there are too many. */
static uint32_t buffer_number(struct state_graph *g, const struct product *p, task_id task,
                              uint64_t addr)
{
    uint32_t i = 0;
    if (p->options->memory == MEMORY_TSO)
        return GRAPH_BUFFERS + task;
    while (i < g->buffers.count &&
           (g->buffers.items[i].task != task || g->buffers.items[i].addr != addr))
        i++;
    if (i == g->buffers.count && i < BUFFERS_MAX)
        vec_push(&g->buffers, (struct buffered_cell){addr, task});
    return i < BUFFERS_MAX ? GRAPH_BUFFERS + i : 0;
}

/* Who moves on each edge: the first alternatives of a task are its buffer's. */
static bool find_actors(struct state_graph *g, struct exploration *e)
{
    struct product *p = e->product;
    struct state s = {0};
    uint32_t at = UINT32_MAX;
    bool found = true;
    for (uint64_t i = 0; i < g->edges.count && found; i++) {
        task_id task = g->edges.task.items[i];
        uint32_t alternative = g->edges.alternative.items[i], actor = task;
        if (g->edges.from.items[i] != at) {
            at = g->edges.from.items[i];
            explore_state(e, at, &s);
        }
        if (alternative < buffers_flushable(p, &s, task)) {
            actor = buffer_number(g, p, task, buffers_next(p, &s, task, alternative).addr);
            found = actor != 0;
        }
        vec_push(&g->actors, (uint8_t)actor);
    }
    state_release(&s);
    return found;
}

static const uint8_t *actors_of(const struct state_graph *g)
{
    return g->actors.count > 0 ? g->actors.items : g->edges.task.items;
}

/* Edges are sorted by the state that they leave: that is the order in which states are looked at. */
static void index_edges(struct state_graph *g, uint64_t states)
{
    uint64_t *enabled = mask_of(g, ENABLED, states);
    const uint8_t *actors = actors_of(g);
    uint64_t at = 0;
    for (uint64_t s = 0; s < states; s++) {
        vec_push(&g->first, at);
        for (; at < g->edges.count && g->edges.from.items[at] == s; at++)
            if (actors[at] < GRAPH_BUFFERS)
                enabled[s] |= UINT64_C(1) << actors[at];
    }
    vec_push(&g->first, at);
    ASSERT_EQ(at, g->edges.count);
}

bool state_graph_make(struct exploration *e, uint64_t memory_limit, struct state_graph *out)
{
    struct product *p = e->product;
    uint64_t states = explore_states(e);
    ASSERT(e->end == EXPLORE_COMPLETE && !e->options.persistent);
    uint64_t marking = marking_tasks(p);
    if ((memory_limit > 0 && bytes_needed(e, states, marking != 0) > memory_limit) ||
        p->slot_count > GRAPH_TASKS_MAX)
        return false;
    *out = (struct state_graph){.masks = memory_new(states * MASKS + 1, sizeof(uint64_t))};
    explore_edges(e, &out->edges);
    if (p->weak_memory && !find_actors(out, e)) {
        state_graph_release(out);
        return false;
    }
    index_edges(out, states);
    out->marked = marking != 0;
    out->product = p;
    if (!out->marked)
        out->classes = memory_new(states * p->slot_count + 1, sizeof *out->classes);
    struct state s = {0};
    for (uint64_t i = 0; i < states; i++) {
        explore_state(e, i, &s);
        fill_masks(out, p, &s, i, states, marking);
        if (!out->marked)
            fill_classes(out, p, &s, i);
    }
    state_release(&s);
    out->graph = (struct graph){
        .states = (uint32_t)states,
        .tasks = p->slot_count,
        .first = out->first.items,
        .target = out->edges.target.items,
        .task = actors_of(out),
        .enabled = mask_of(out, ENABLED, states),
        .unfinished = mask_of(out, UNFINISHED, states),
        .remainder = mask_of(out, REMAINDER, states),
        .trying = mask_of(out, TRYING, states),
        .waiting = mask_of(out, WAITING, states),
        .doorway = mask_of(out, DOORWAY, states),
        .critical = mask_of(out, CRITICAL, states),
    };
    return true;
}

void state_graph_release(struct state_graph *g)
{
    edge_list_release(&g->edges);
    vec_release(&g->actors);
    vec_release(&g->buffers);
    vec_release(&g->first);
    free(g->masks);
    free(g->classes);
    *g = (struct state_graph){0};
}

void state_graph_steps(const struct state_graph *g, const struct walk *walk, struct path *path)
{
    for (size_t i = 0; i < walk->count; i++) {
        uint64_t edge = walk->items[i];
        vec_push(&path->steps, (struct step_label){g->edges.task.items[edge],
                                                   g->edges.alternative.items[edge]});
    }
}
