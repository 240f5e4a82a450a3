/* SPDX-License-Identifier: MIT */
#include "checker/liveness/interval.h"

#include "base/check.h"

static bool has(const uint64_t *masks, uint32_t s, uint32_t task)
{
    return masks[s] >> task & 1;
}

/* Is the task in the part of its entry section that an interval lies in? */
static bool is_within(const struct interval *interval, uint32_t s)
{
    const struct graph *g = interval->graph;
    return has(interval->kind == INTERVAL_FIRST_STEP ? g->trying : g->waiting, s, interval->waiter);
}

bool interval_begins_in(const struct interval *interval, uint32_t s)
{
    const struct graph *g = interval->graph;
    switch (interval->kind) {
    case INTERVAL_FIRST_STEP:
        return is_within(interval, s) && !has(g->enabled, s, interval->waiter);
    case INTERVAL_DOORWAY:
        return is_within(interval, s);
    case INTERVAL_LATECOMER:
        return false;
    }
    UNREACHABLE();
}

static bool has_begun_doorway(const struct graph *g, uint32_t s, uint32_t task)
{
    return has(g->doorway, s, task) || has(g->waiting, s, task);
}

bool interval_begins_by(const struct interval *interval, uint64_t edge, uint32_t from)
{
    const struct graph *g = interval->graph;
    const uint32_t to = g->target[edge], waiter = interval->waiter, late = interval->latecomer;
    if (interval_begins_in(interval, to))
        return true;
    if (!is_within(interval, from) || !is_within(interval, to))
        return false;
    switch (interval->kind) {
    case INTERVAL_FIRST_STEP:
        return g->task[edge] == waiter &&
               (has(g->doorway, from, waiter) || !has(g->doorway, to, waiter));
    case INTERVAL_DOORWAY:
        return false;
    case INTERVAL_LATECOMER:
        return g->task[edge] == late && !has_begun_doorway(g, from, late) &&
               has_begun_doorway(g, to, late);
    }
    UNREACHABLE();
}

static void begin(struct interval *interval, uint32_t s)
{
    if (bitmap_has(interval->during, s))
        return;
    bitmap_set(interval->during, s);
    vec_push(&interval->begins, s);
}

static void find_begins(struct interval *interval)
{
    const struct graph *g = interval->graph;
    if (interval_begins_in(interval, 0))
        begin(interval, 0);
    for (uint32_t s = 0; s < g->states; s++)
        for (uint64_t e = g->first[s]; e < g->first[s + 1]; e++)
            if (interval_begins_by(interval, e, s))
                begin(interval, g->target[e]);
}

void interval_open(struct interval *interval)
{
    const struct graph *g = interval->graph;
    ASSERT_LT(interval->waiter, g->tasks);
    interval->during = bitmap_new(g->states);
    find_begins(interval);
    VEC(uint32_t) queue = {0};
    for (size_t i = 0; i < interval->begins.count; i++)
        vec_push(&queue, interval->begins.items[i]);
    while (queue.count > 0) {
        uint32_t from = vec_pop(&queue);
        for (uint64_t e = g->first[from]; e < g->first[from + 1]; e++) {
            uint32_t to = g->target[e];
            if (bitmap_has(interval->during, to) || !is_within(interval, to))
                continue;
            bitmap_set(interval->during, to);
            vec_push(&queue, to);
        }
    }
    vec_release(&queue);
}

void interval_release(struct interval *interval)
{
    free(interval->during);
    vec_release(&interval->begins);
}
