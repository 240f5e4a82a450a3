/* SPDX-License-Identifier: MIT */
#include "checker/states/successors.h"

#include "base/check.h"

#include <string.h>

enum { BATCH = EXPLORE_BATCH };

/* States that were stored before keep their signatures: those are of ranks. */
static void grow_compact(struct exploration *e)
{
    shape_grow_frontier(&e->shape, &e->frontier, &e->packed);
    uint32_t ranks = shape_rank_count(&e->shape);
    e->ranks = memory_resize(e->ranks, ranks * (size_t)BATCH + 1, sizeof *e->ranks);
    if (e->store)
        store_widen(e->store, ranks);
}

static void grow_exact(struct exploration *e)
{
    if (!shape_grow(&e->shape, e->store))
        e->end = EXPLORE_FULL;
    e->packed = memory_resize(e->packed, shape_words(&e->shape), sizeof *e->packed);
    if (e->store && store_count(e->store) > 0)
        store_get(e->store, e->expanded, e->packed);
}

void successors_grow(struct exploration *e)
{
    successors_flush(e);
    jumps_forget(&e->jumps);
    if (e->options.compact)
        grow_compact(e);
    else
        grow_exact(e);
    uint32_t words = shape_words(&e->shape);
    e->batch = memory_resize(e->batch, words * (size_t)BATCH, sizeof *e->batch);
}

static void add_edge(struct exploration *e, uint64_t target, const struct parent *parent)
{
    struct edge_list *edges = e->edges;
    struct step_label label = step_label_of(parent->label);
    vec_push(&edges->from, parent->state);
    vec_push(&edges->target, (uint32_t)target);
    vec_push(&edges->task, (uint8_t)label.task);
    vec_push(&edges->alternative, label.alternative);
    edges->count++;
}

/* The state in that place of the batch is stored under that index. */
static void note_stored(struct exploration *e, uint64_t index, enum store_result result,
                        uint32_t place)
{
    const struct parent *parent = &e->batch_parents[place];
    if (index > e->newest)
        e->newest = index;
    if (UNLIKELY(e->edges != NULL)) {
        ASSERT(result == STORE_OLD); /* all states are known */
        add_edge(e, index, parent);
    }
    if (UNLIKELY(e->options.sleep))
        sleep_reach(&e->sleep, index, e->batch_asleep[place], index < e->next);
    if (result == STORE_OLD)
        return;
    bool many = e->options.states_max > 0 && index >= e->options.states_max;
    if (UNLIKELY(e->options.compact))
        frontier_push(&e->frontier, e->batch + (size_t)place * shape_words(&e->shape));
    if (many || (!e->options.compact && !parents_append(&e->parents, parent->state, parent->label)))
        e->end = EXPLORE_FULL;
}

static const uint64_t *ranks_of(struct exploration *e, const uint64_t *states, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        shape_ranks(&e->shape, states + (size_t)i * shape_words(&e->shape),
                    e->ranks + (size_t)i * shape_rank_count(&e->shape));
    return e->ranks;
}

/* Stores states first .. first + count - 1 of the batch. */
static void store_part(struct exploration *e, uint32_t first, uint32_t count)
{
    uint64_t indices[BATCH];
    enum store_result results[BATCH];
    const uint64_t *states = e->batch + (size_t)first * shape_words(&e->shape);
    uint64_t stored = store_insert_many(e->store, e->options.compact ? ranks_of(e, states, count) : states,
                                        count, indices, results);
    for (uint32_t i = 0; i < stored && e->end != EXPLORE_FULL; i++)
        note_stored(e, indices[i], results[i], first + i);
    if (stored < count)
        e->end = EXPLORE_FULL;
}

void successors_flush(struct exploration *e)
{
    uint32_t count = e->batch_count;
    if (count == 0)
        return;
    e->batch_count = 0;
    /* Near the bound one by one, so that none is stored behind it. */
    uint64_t states_max = e->options.states_max;
    uint32_t part = states_max > 0 && store_count(e->store) + count > states_max ? 1 : count;
    for (uint32_t i = 0; i < count && e->end != EXPLORE_FULL; i += part)
        store_part(e, i, part);
}

static void add(struct exploration *e, const struct state *state, uint64_t from, uint32_t step)
{
    if (!shape_admit_all(&e->shape, state))
        successors_grow(e);
    uint64_t *words = successors_begin(e, from, step);
    shape_pack(&e->shape, state, words);
    e->batch_count++;
}

void successors_add_canonical(struct exploration *e, uint64_t from, uint32_t step)
{
    struct symmetry *symmetry = e->options.symmetry;
    if (symmetry_holds(symmetry) && symmetry_canonical(symmetry, &e->canonical, NULL))
        add(e, &e->canonical, from, step);
    else
        e->end = EXPLORE_STALE;
}

void successors_add_initial(struct exploration *e)
{
    if (e->options.symmetry) {
        state_copy(e->product, &e->state, &e->canonical);
        successors_add_canonical(e, PARENTS_NONE, 0);
    } else {
        add(e, &e->state, PARENTS_NONE, 0);
    }
}

void successors_add(struct exploration *e, uint64_t from, uint32_t step)
{
    const struct product *p = e->product;
    bool fits = true;
    if (e->options.symmetry) {
        state_copy(p, &e->state, &e->canonical);
        successors_add_canonical(e, from, step);
        return;
    }
    for (size_t i = 0; i < p->log.count; i++) {
        uint32_t field = p->log.items[i].field, value = e->state.v[field];
        if (UNLIKELY(!shape_has(&e->shape, field, value)))
            fits &= shape_admit(&e->shape, field, value);
    }
    if (UNLIKELY(!fits))
        successors_grow(e);
    uint64_t *words = successors_begin(e, from, step);
    memcpy(words, e->packed, shape_words(&e->shape) * sizeof *words);
    for (size_t i = 0; i < p->log.count; i++)
        shape_set(&e->shape, words, p->log.items[i].field, e->state.v[p->log.items[i].field]);
    e->batch_count++;
}
