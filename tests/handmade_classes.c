/* SPDX-License-Identifier: MIT */
/*
 * Partition refinement, as in E. F. Moore, "Gedanken-experiments on sequential machines", 1956:
 * classes are split by what their members do, and by the classes they get to, until a round splits
 * nothing.  What members do is compared by a 64-bit hash of it.
 */
#include "tests/handmade_classes.h"

#include "base/check.h"
#include "base/hash.h"

#include <stddef.h>
#include <string.h>

/* One step of a local state: what the cells held before and after, and where it leads. */
struct move {
    uint8_t before[HANDMADE_VARIABLES_MAX], after[HANDMADE_VARIABLES_MAX];
    uint32_t next;
};

struct local_state {
    bool uses[HANDMADE_VARIABLES_MAX], failed;
    VEC(struct move) moves;
};

struct automaton {
    const struct handmade *product;
    int thread;
    bool held[HANDMADE_VARIABLES_MAX]
             [UINT8_MAX + 1]; /* the values of each variable in the product */
    struct state_set known;   /* local states: states in which all that is not local is 0 */
    VEC(struct local_state) local;
};

static void note_held_values(struct automaton *a, const struct state_set *seen)
{
    for (uint32_t i = 0; i < seen->count; i++) {
        const uint8_t *values = state_set_at(seen, i) + offsetof(struct handmade_state, values);
        for (int v = 0; v < a->product->variables; v++)
            a->held[v][values[v]] = true;
    }
}

static struct handmade_state local_part(const struct automaton *a, const struct handmade_state *s)
{
    struct handmade_state local = {0};
    local.points[a->thread] = s->points[a->thread];
    for (int v = 0; v < a->product->variables; v++)
        if (a->product->owner[v] == a->thread)
            local.values[v] = s->values[v];
    return local;
}

static void mention(const struct automaton *a, int variable, bool *uses)
{
    if (variable && a->product->owner[variable - 1] != a->thread)
        uses[variable - 1] = true;
}

static void note_cells_used(const struct automaton *a, int point, bool *uses)
{
    for (size_t i = 0; i < a->product->steps[a->thread].count; i++) {
        const struct handmade_step *step = &a->product->steps[a->thread].items[i];
        if (step->from != point)
            continue;
        for (size_t g = 0; g < ARRAY_LENGTH(step->when) && step->when[g].left; g++) {
            mention(a, step->when[g].left, uses);
            mention(a, step->when[g].variable, uses);
        }
        for (size_t u = 0; u < ARRAY_LENGTH(step->then) && step->then[u].target; u++) {
            mention(a, step->then[u].target, uses);
            mention(a, step->then[u].variable, uses);
        }
    }
}

static void note_moves(struct automaton *a, const struct handmade_state *s,
                       struct local_state *local)
{
    for (size_t i = 0; i < a->product->steps[a->thread].count; i++) {
        const struct handmade_step *step = &a->product->steps[a->thread].items[i];
        if (!handmade_can_make(s, a->thread, step))
            continue;
        struct handmade_state next = handmade_make(*s, a->thread, step);
        struct handmade_state next_local = local_part(a, &next);
        struct move move = {.next = state_set_add(&a->known, &next_local)};
        for (int v = 0; v < a->product->variables; v++) {
            move.before[v] = local->uses[v] ? s->values[v] : 0;
            move.after[v] = local->uses[v] ? next.values[v] : 0;
        }
        vec_push(&local->moves, move);
    }
}

/* Feeds every combination of values to the cells in use from `variable` on. */
static void feed(struct automaton *a, struct handmade_state *s, int variable,
                 struct local_state *local)
{
    while (variable < a->product->variables && !local->uses[variable])
        variable++;
    if (variable == a->product->variables) {
        note_moves(a, s, local);
        return;
    }
    for (int value = 0; value <= UINT8_MAX; value++) {
        if (!a->held[variable][value])
            continue;
        s->values[variable] = (uint8_t)value;
        feed(a, s, variable + 1, local);
    }
}

static void learn(struct automaton *a)
{
    struct handmade_state start = local_part(a, &a->product->initial);
    state_set_add(&a->known, &start);
    for (uint32_t i = 0; i < a->known.count; i++) {
        struct handmade_state s;
        struct local_state local = {0};
        memcpy(&s, state_set_at(&a->known, i), sizeof s);
        local.failed = s.points[a->thread] == HANDMADE_FAILED;
        note_cells_used(a, s.points[a->thread], local.uses);
        feed(a, &s, 0, &local);
        vec_push(&a->local, local);
    }
}

/* What a local state does, as a number, when the classes of its successors are these. */
static uint64_t doings(const struct local_state *local, const uint32_t *classes)
{
    uint64_t hash = hash_bytes(local->uses, sizeof local->uses, local->failed);
    for (size_t i = 0; i < local->moves.count; i++) {
        struct move move = local->moves.items[i];
        move.next = classes[move.next];
        hash = hash_bytes(&move, sizeof move, hash);
    }
    return hash;
}

/* One round: splits each class; the number of classes then. */
static uint32_t split(const struct automaton *a, uint32_t *classes)
{
    struct state_set distinct;
    uint32_t *finer = memory_new(a->local.count, sizeof *finer);
    state_set_init(&distinct, 2 * sizeof(uint64_t));
    for (uint32_t i = 0; i < a->local.count; i++) {
        uint64_t key[2] = {classes[i], doings(&a->local.items[i], classes)};
        finer[i] = state_set_add(&distinct, key);
    }
    uint32_t count = distinct.count;
    memcpy(classes, finer, a->local.count * sizeof *classes);
    state_set_release(&distinct);
    free(finer);
    return count;
}

/* The class of each local state; the caller frees them. */
static uint32_t *find_classes(const struct automaton *a, uint32_t *count)
{
    uint32_t *classes = memory_new(a->local.count, sizeof *classes);
    uint32_t before;
    *count = 1;
    do {
        before = *count;
        *count = split(a, classes);
    } while (*count > before);
    return classes;
}

/* Local states that occur in seen, and their classes. */
static void count_reached(struct automaton *a, const struct state_set *seen,
                          const uint32_t *classes, struct handmade_classes *result)
{
    struct state_set reached, distinct;
    state_set_init(&reached, sizeof(uint32_t));
    state_set_init(&distinct, sizeof(uint32_t));
    for (uint32_t i = 0; i < seen->count; i++) {
        struct handmade_state s = {0};
        memcpy(&s, state_set_at(seen, i), seen->width);
        struct handmade_state local = local_part(a, &s);
        uint32_t index = state_set_add(&a->known, &local);
        ASSERT_LT(index, a->local.count); /* what occurs can be learned */
        state_set_add(&reached, &index);
        state_set_add(&distinct, &classes[index]);
    }
    result->reached = reached.count;
    result->distinct = distinct.count;
    state_set_release(&reached);
    state_set_release(&distinct);
}

struct handmade_classes handmade_classes(const struct handmade *p, int thread,
                                       const struct state_set *seen)
{
    ASSERT(thread >= 0 && thread < p->threads);
    struct automaton a = {.product = p, .thread = thread};
    struct handmade_classes result = {0};
    state_set_init(&a.known, sizeof(struct handmade_state));
    note_held_values(&a, seen);
    learn(&a);
    result.learned = a.known.count;
    uint32_t *classes = find_classes(&a, &result.classes);
    count_reached(&a, seen, classes, &result);
    free(classes);
    for (size_t i = 0; i < a.local.count; i++)
        vec_release(&a.local.items[i].moves);
    vec_release(&a.local);
    state_set_release(&a.known);
    return result;
}
