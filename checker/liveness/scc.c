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
    uint32_t index;
};

/* What is looked at next lies all over the memory: ask for all of it at once. */
static void prefetch(const struct search *s, uint32_t state)
{
    const struct graph *g = s->sub->graph;
    for (uint64_t e = g->first[state]; e < g->first[state + 1]; e++) {
        __builtin_prefetch(&s->number[g->target[e]]);
        __builtin_prefetch(&g->first[g->target[e]]);
    }
}

static void enter(struct search *s, uint32_t state)
{
    prefetch(s, state);
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

/* Sorts the states by component; those of one stay in ascending order, to be read fast. */
static void list_members(struct scc *scc, uint32_t states)
{
    scc->first = memory_new(scc->count + 2, sizeof *scc->first);
    for (uint32_t s = 0; s < states; s++)
        if (scc->component[s] != SCC_NONE)
            scc->first[scc->component[s] + 2]++;
    for (uint32_t c = 2; c <= scc->count + 1; c++)
        scc->first[c] += scc->first[c - 1];
    scc->members = memory_new(scc->first[scc->count + 1] + 1, sizeof *scc->members);
    /* first[c + 1] is where the next member of c goes, and in the end where c + 1 begins. */
    for (uint32_t s = 0; s < states; s++)
        if (scc->component[s] != SCC_NONE)
            scc->members[scc->first[scc->component[s] + 1]++] = s;
}

void scc_find(const struct subgraph *sub, struct scc *out)
{
    const uint32_t states = sub->graph->states;
    ASSERT_LT(states, UINT32_MAX);
    *out = (struct scc){0};
    struct search s = {.sub = sub, .out = out, .number = memory_new(states, sizeof(uint32_t))};
    for (uint32_t state = 0; state < states; state++)
        if (!subgraph_has_state(sub, state))
            s.number[state] = OUTSIDE;
    for (uint32_t state = 0; state < states; state++)
        if (s.number[state] == 0)
            visit_from(&s, state);
    ASSERT_EQ(s.index, 0);
    ASSERT_EQ(s.waiting.count, 0);
    for (uint32_t state = 0; state < states; state++)
        s.number[state] = s.number[state] == OUTSIDE ? SCC_NONE : NUMBER_OF(s.number[state]);
    out->component = s.number;
    list_members(out, states);
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
