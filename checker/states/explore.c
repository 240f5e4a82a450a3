/* SPDX-License-Identifier: MIT */
#include "checker/states/explore.h"

#include "checker/states/expand.h"
#include "checker/states/successors.h"

void explore_init(struct exploration *e, struct product *p, const struct explore_options *options)
{
    *e = (struct exploration){.product = p, .options = *options};
    parents_init(&e->parents, options->bytes_max);
    enum step_status status = STEP_OK;
    if (options->symmetry)
        symmetry_initial(options->symmetry, &e->state);
    else
        status = product_initial(p, &e->state);
    if (options->persistent || options->sleep)
        e->footprints = footprints_new(p);
    shape_init(&e->shape, p, &e->state);
    successors_grow(e);
    const struct store_options store = {
        .words = options->compact ? shape_rank_count(&e->shape) : shape_words(&e->shape),
        .compact = options->compact,
        .bytes_max = options->bytes_max,
    };
    e->store = store_new(&store);
    expand_settle(e, status, PARENTS_NONE, 0, 0);
    successors_flush(e);
}

void explore_release(struct exploration *e)
{
    store_free(e->store);
    frontier_release(&e->frontier);
    free(e->ranks);
    footprints_free(e->footprints);
    sleep_release(&e->sleep);
    jumps_forget(&e->jumps);
    shape_release(&e->shape);
    parents_release(&e->parents);
    free(e->packed);
    free(e->batch);
    state_release(&e->state);
    state_release(&e->canonical);
    vec_release(&e->witnesses);
}

/* Is there a state that was not looked at?  Some may still be in the batch. */
static bool has_next(struct exploration *e)
{
    if (UNLIKELY(e->next == store_count(e->store))) {
        successors_flush(e);
        expand_awakened(e);
    }
    return e->next < store_count(e->store);
}

/* Facts that were not known from the start. */
static bool relied_on_too_little(const struct exploration *e)
{
    const struct product *p = e->product;
    bool looks_for_races = p->races || p->weak_memory;
    return p->split || p->promoted_grew || (looks_for_races && races_are_stale(e->product)) ||
           (e->footprints && footprints_are_stale(e->footprints)) ||
           (e->options.symmetry && !symmetry_holds(e->options.symmetry));
}

bool explore_some(struct exploration *e, uint64_t count)
{
    uint64_t stop = e->next + count;
    while (e->end == EXPLORE_NOT_YET && e->next < stop && has_next(e)) {
        expand_state(e, e->next++);
        expand_awakened(e);
    }
    bool more = has_next(e);
    if (more && e->end == EXPLORE_NOT_YET && e->options.bytes_max > 0 &&
        explore_bytes(e) > e->options.bytes_max)
        e->end = EXPLORE_FULL;
    if (e->end == EXPLORE_NOT_YET && !more)
        e->end = relied_on_too_little(e) ? EXPLORE_STALE : EXPLORE_COMPLETE;
    return e->end == EXPLORE_NOT_YET;
}

double explore_omission(const struct exploration *e)
{
    return store_omission_probability(e->store);
}

uint64_t explore_bytes(const struct exploration *e)
{
    return store_bytes(e->store) + parents_bytes(&e->parents) + frontier_bytes(&e->frontier) +
           sleep_bytes(&e->sleep);
}

void explore_state(struct exploration *e, uint64_t index, struct state *s)
{
    ASSERT(!e->options.compact);
    store_get(e->store, index, e->packed);
    shape_unpack(&e->shape, e->packed, s);
}

void explore_edges(struct exploration *e, struct edge_list *edges)
{
    ASSERT(e->end == EXPLORE_COMPLETE);
    e->edges = edges;
    e->end = EXPLORE_NOT_YET;
    for (e->next = 0; e->next < store_count(e->store) && e->end == EXPLORE_NOT_YET;)
        expand_state(e, e->next++);
    successors_flush(e);
    ASSERT_EQ(e->end, EXPLORE_NOT_YET);
    e->end = EXPLORE_COMPLETE;
    e->edges = NULL;
}

void edge_list_release(struct edge_list *edges)
{
    vec_release(&edges->from);
    vec_release(&edges->target);
    vec_release(&edges->task);
    vec_release(&edges->alternative);
    edges->count = 0;
}
