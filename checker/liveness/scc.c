/* SPDX-License-Identifier: MIT */
/*
 * Tarjan's algorithm with one number per state, after Pearce ("A space-efficient algorithm for
 * finding strongly connected components", 2016), with a stack of its own instead of recursion.
 *
 * The number of a state is, in this order: 0 while it was not visited; then the smallest index that
 * is known to be reachable from it; then, counted down from the top, that of its component.  An
 * index is the number of states that are visited and not yet in a component, so it never meets a
 * component's.
 */
#include "checker/liveness/scc.h"

#include "base/check.h"
#include "base/vec.h"

#define OUTSIDE              UINT32_MAX /* as a finished component: edges to it do not count */
#define NUMBER_OF(component) (UINT32_MAX - 1 - (component))

struct frame {
    uint32_t state;
    uint32_t index;
    uint32_t next; /* of its edges, the first that was not looked at */
};

struct search {
    const struct subgraph *sub;
    struct scc *out;
    uint32_t *number;
    VEC(struct frame) path;
    VEC(uint32_t) waiting; /* visited, left, and not yet in a component */
    VEC(uint32_t) first;
    uint32_t index, members;
};

static void enter(struct search *s, uint32_t state)
{
    s->number[state] = ++s->index;
    vec_push(&s->path, (struct frame){.state = state, .index = s->index});
}

/* Looks at the edges of the innermost state until one leads to a state that was not visited: true.
 * */
static bool advance(struct search *s, uint32_t *unvisited)
{
    const struct graph *g = s->sub->graph;
    struct frame *frame = vec_last(&s->path);
    uint64_t begin = g->first[frame->state], end = g->first[frame->state + 1];
    uint32_t low = s->number[frame->state];
    for (uint64_t e = begin + frame->next; e < end; e++) {
        if (s->sub->edges != NULL && !bitmap_has(s->sub->edges, e))
            continue;
        uint32_t number = s->number[g->target[e]];
        if (number == 0) {
            frame->next = (uint32_t)(e - begin); /* again, when its number is known */
            s->number[frame->state] = low;
            *unvisited = g->target[e];
            return true;
        }
        if (number < low)
            low = number;
    }
    s->number[frame->state] = low;
    return false;
}

static void add_member(struct search *s, uint32_t state)
{
    s->number[state] = NUMBER_OF(s->out->count);
    s->out->members[s->members++] = state;
    s->index--;
}

/* The innermost state has no edges left. */
static void leave(struct search *s)
{
    struct frame frame = vec_pop(&s->path);
    uint32_t low = s->number[frame.state];
    if (low < frame.index) {
        vec_push(&s->waiting, frame.state);
        return;
    }
    vec_push(&s->first, s->members);
    add_member(s, frame.state);
    while (s->waiting.count > 0 && s->number[*vec_last(&s->waiting)] >= low)
        add_member(s, vec_pop(&s->waiting));
    s->out->count++;
}

static void visit_from(struct search *s, uint32_t root)
{
    uint32_t unvisited;
    enter(s, root);
    while (s->path.count > 0) {
        if (advance(s, &unvisited))
            enter(s, unvisited);
        else
            leave(s);
    }
}

void scc_find(const struct subgraph *sub, struct scc *out)
{
    const uint32_t states = sub->graph->states;
    ASSERT_LT(states, UINT32_MAX);
    *out = (struct scc){.members = memory_new(states, sizeof(uint32_t))};
    struct search s = {.sub = sub, .out = out, .number = memory_new(states, sizeof(uint32_t))};
    for (uint32_t state = 0; state < states; state++)
        if (!subgraph_has_state(sub, state))
            s.number[state] = OUTSIDE;
    for (uint32_t state = 0; state < states; state++)
        if (s.number[state] == 0)
            visit_from(&s, state);
    ASSERT_EQ(s.index, 0);
    ASSERT_EQ(s.waiting.count, 0);
    vec_push(&s.first, s.members);
    for (uint32_t state = 0; state < states; state++)
        if (s.number[state] != OUTSIDE)
            s.number[state] = NUMBER_OF(s.number[state]);
    out->component = s.number;
    out->first = s.first.items;
    vec_release(&s.path);
    vec_release(&s.waiting);
}

void scc_release(struct scc *scc)
{
    free(scc->component);
    free(scc->members);
    free(scc->first);
    *scc = (struct scc){0};
}
