/* SPDX-License-Identifier: MIT */
/* Breadth-first search.  The set of states, in the order in which they came, is also the queue. */
#include "tests/handmade.h"

#include "base/check.h"

#include <stddef.h>
#include <string.h>

enum { EVERYBODY = -1 };

struct handmade *handmade_new(void)
{
    return memory_new(1, sizeof(struct handmade));
}

void handmade_free(struct handmade *p)
{
    for (int t = 0; t < p->threads; t++)
        vec_release(&p->steps[t]);
    free(p);
}

static int new_variable(struct handmade *p, int owner, int initial)
{
    ASSERT(p->variables < HANDMADE_VARIABLES_MAX);
    ASSERT(initial >= 0 && initial <= UINT8_MAX);
    p->owner[p->variables] = owner;
    p->initial.values[p->variables] = (uint8_t)initial;
    return ++p->variables;
}

int handmade_cell(struct handmade *p, int initial)
{
    return new_variable(p, EVERYBODY, initial);
}

int handmade_cells(struct handmade *p, int count, int initial)
{
    int first = handmade_cell(p, initial);
    for (int i = 1; i < count; i++)
        handmade_cell(p, initial);
    return first;
}

void handmade_thread(struct handmade *p)
{
    ASSERT(p->threads < HANDMADE_THREADS_MAX);
    p->threads++;
}

int handmade_local(struct handmade *p, int initial)
{
    ASSERT(p->threads > 0);
    return new_variable(p, p->threads - 1, initial);
}

/* The newest thread may use the cells and its own variables. */
static bool may_use(const struct handmade *p, int variable)
{
    ASSERT(variable >= 0 && variable <= p->variables);
    int owner = variable == 0 ? EVERYBODY : p->owner[variable - 1];
    return owner == EVERYBODY || owner == p->threads - 1;
}

void handmade_step(struct handmade *p, const struct handmade_step *step)
{
    ASSERT(p->threads > 0);
    ASSERT(step->from >= 0 && step->from < HANDMADE_FAILED);
    ASSERT(step->to >= 0 && step->to <= HANDMADE_FAILED);
    for (size_t i = 0; i < ARRAY_LENGTH(step->when); i++)
        ASSERT(may_use(p, step->when[i].left) && may_use(p, step->when[i].variable));
    for (size_t i = 0; i < ARRAY_LENGTH(step->then); i++)
        ASSERT(may_use(p, step->then[i].target) && may_use(p, step->then[i].variable));
    vec_push(&p->steps[p->threads - 1], *step);
}

static int sum(const struct handmade_state *s, int constant, int variable)
{
    return constant + (variable ? s->values[variable - 1] : 0);
}

static bool holds(const struct handmade_state *s, const struct handmade_guard *g)
{
    int left = sum(s, 0, g->left), right = sum(s, g->constant, g->variable);
    switch (g->relation) {
    case EQUAL:
        return left == right;
    case NOT_EQUAL:
        return left != right;
    case LESS:
        return left < right;
    case AT_LEAST:
        return left >= right;
    }
    UNREACHABLE();
}

bool handmade_can_make(const struct handmade_state *s, int thread, const struct handmade_step *step)
{
    if (s->points[thread] != step->from)
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(step->when) && step->when[i].left; i++)
        if (!holds(s, &step->when[i]))
            return false;
    return true;
}

struct handmade_state handmade_make(struct handmade_state s, int thread,
                                  const struct handmade_step *step)
{
    for (size_t i = 0; i < ARRAY_LENGTH(step->then) && step->then[i].target; i++) {
        const struct handmade_update *u = &step->then[i];
        int value = sum(&s, u->constant, u->variable);
        s.values[u->target - 1] = (uint8_t)(u->modulus ? value % u->modulus : value);
    }
    s.points[thread] = (uint8_t)step->to;
    return s;
}

static bool at_end(const struct handmade *p, const struct handmade_state *s, int thread)
{
    for (size_t i = 0; i < p->steps[thread].count; i++)
        if (p->steps[thread].items[i].from == s->points[thread])
            return false;
    return true;
}

/* A state that nothing follows. */
static void count_last(const struct handmade *p, const struct handmade_state *s,
                       struct handmade_count *count)
{
    bool ended = true;
    for (int t = 0; t < p->threads; t++)
        ended = ended && at_end(p, s, t);
    count->ended += ended;
    count->stuck += !ended;
}

/* Adds what follows s. */
static void expand(const struct handmade *p, const struct handmade_state *s, struct state_set *seen,
                   struct handmade_count *count)
{
    uint64_t before = count->transitions;
    if (memchr(s->points, HANDMADE_FAILED, (size_t)p->threads)) {
        count->failed++;
        return;
    }
    for (int t = 0; t < p->threads; t++) {
        for (size_t i = 0; i < p->steps[t].count; i++) {
            if (!handmade_can_make(s, t, &p->steps[t].items[i]))
                continue;
            struct handmade_state next = handmade_make(*s, t, &p->steps[t].items[i]);
            state_set_add(seen, &next);
            count->transitions++;
        }
    }
    if (count->transitions == before)
        count_last(p, s, count);
}

struct handmade_count handmade_explore(const struct handmade *p, uint32_t states_max,
                                     struct state_set *seen)
{
    struct handmade_count count = {0};
    ASSERT(p->threads > 0);
    state_set_init(seen, offsetof(struct handmade_state, values) + (size_t)p->variables);
    state_set_add(seen, &p->initial);
    for (uint32_t i = 0; i < seen->count; i++) {
        struct handmade_state s = {0};
        ASSERT_LE(seen->count, states_max);
        memcpy(&s, state_set_at(seen, i), seen->width);
        expand(p, &s, seen, &count);
    }
    count.states = seen->count;
    return count;
}

struct handmade_count handmade_count(const struct handmade *p, uint32_t states_max)
{
    struct state_set seen;
    struct handmade_count count = handmade_explore(p, states_max, &seen);
    state_set_release(&seen);
    return count;
}
