/* SPDX-License-Identifier: MIT */
#include "checker/dpor/dpor.h"

#include "base/check.h"
#include "checker/dpor/path.h"
#include "checker/dpor/reversal.h"

#include <string.h>

/* So many states are remembered: as many as caches are good for. */
enum { WIDTH_QUANTUM = 4, STATES_MAX = 1 << 15 };

/* Frames. */

static void push_frame(struct dpor *d)
{
    const struct machine_ops *ops = d->machine->ops;
    struct frame f = {.state = ops->save ? ops->save(d->machine) : 0,
                      .steps = d->machine->steps,
                      .picks = (uint32_t)d->picks.count,
                      .clocks = (uint32_t)(d->clocks.count / d->width),
                      .sleepers = (uint32_t)d->sleepers.count,
                      .reversals = (uint32_t)d->reversals.count};
    vec_push(&d->frames, f);
    vec_reserve(&d->current, d->frames.count * d->width);
    d->current.count = d->frames.count * d->width;
}

static uint32_t width_for(uint32_t tasks)
{
    return (tasks + WIDTH_QUANTUM - 1) / WIDTH_QUANTUM * WIDTH_QUANTUM;
}

void dpor_init(struct dpor *d, struct machine *m)
{
    *d = (struct dpor){.machine = m};
}

/* Longer clocks, as there are more tasks now. */
static void widen_rows(uint32_t *rows, size_t count, uint32_t from, uint32_t to)
{
    for (size_t i = count; i-- > 0;) {
        memmove(rows + i * to, rows + i * from, from * sizeof *rows);
        memset(rows + i * to + from, 0, (to - from) * sizeof *rows);
    }
}

static void widen(struct dpor *d)
{
    uint32_t from = d->width, to = width_for(d->machine->deeds->tasks(d->machine));
    size_t clocks = d->clocks.count / from, depths = d->frames.count;
    if (LIKELY(to <= from))
        return;
    vec_reserve(&d->clocks, clocks * to);
    d->clocks.count = clocks * to;
    widen_rows(d->clocks.items, clocks, from, to);
    vec_reserve(&d->current, depths * to);
    d->current.count = depths * to;
    widen_rows(d->current.items, depths, from, to); /* who is new has the first clock: 0 */
    d->width = to;
}

static void free_wakeups(struct dpor *d)
{
    for (size_t i = 0; i < d->frames.count; i++)
        wakeup_free(&d->pool, d->frames.items[i].wakeup);
}

void dpor_release(struct dpor *d)
{
    free_wakeups(d);
    wakeup_release_pool(&d->pool);
    labels_release(&d->labels);
    vec_release(&d->frames);
    vec_release(&d->clocks);
    vec_release(&d->current);
    vec_release(&d->sleepers);
    vec_release(&d->reversals);
    vec_release(&d->sequence);
    vec_release(&d->path);
    vec_release(&d->scratch);
    vec_release(&d->choices);
    vec_release(&d->picks);
    deed_release(&d->deed);
}

static void begin(struct dpor *d)
{
    machine_reset(d->machine);
    d->begun = true;
    d->width = width_for(d->machine->deeds->tasks(d->machine));
    vec_reserve(&d->clocks, d->width);
    d->clocks.count = d->width;
    memset(d->clocks.items, 0, d->width * sizeof(uint32_t));
    push_frame(d);
    memset(path_current(d, 0), 0, d->width * sizeof(uint32_t)); /* all have the first clock */
}

/* Steps. */

/*
 * The clock of the newest step, and which earlier steps it races with: those that conflict and that
 * no other step that conflicts comes after.
 */
static void order_step(struct dpor *d, size_t depth)
{
    struct frame *f = &d->frames.items[depth];
    uint32_t *now = path_current(d, depth), *next = path_current(d, depth + 1);
    f->before = now[f->task];
    f->after = path_add_clock(d, f->before);
    f->number = ++path_clock(d, f->after)[f->task];
    for (size_t i = depth; i-- > 0;) {
        const struct frame *other = &d->frames.items[i];
        if (other->task == f->task || path_knows(d, f->after, other) ||
            !label_conflicts(other->label, f->label))
            continue;
        if (!f->label->conditional)
            vec_push(&d->reversals, (struct reversal){(uint32_t)i, (uint32_t)depth});
        path_join_clock(d, f->after, other->after);
    }
    memcpy(next, now, d->width * sizeof *next);
    next[f->task] = f->after;
    for (uint32_t i = 0; i < f->label->order_count; i++) {
        struct deed_order o = f->label->orders[i];
        uint32_t joined = path_add_clock(d, next[o.to]);
        path_join_clock(d, joined, next[o.from]);
        next[o.to] = joined;
    }
}

static void inherit_sleepers(struct dpor *d, size_t depth)
{
    const struct frame *f = &d->frames.items[depth];
    size_t first = f->sleepers, end = d->frames.items[depth + 1].sleepers;
    for (size_t i = first; i < end; i++) {
        struct sleeper s = d->sleepers.items[i];
        if (s.task != f->task && !label_conflicts(s.label, f->label))
            vec_push(&d->sleepers, s);
    }
}

/* Makes the step that the last frame names; a new frame is the last one then. */
static void make_step(struct dpor *d, const struct enabled *picked)
{
    size_t depth = d->frames.count - 1;
    struct frame *f = path_top(d);
    path_step(d, picked, f->alternative);
    d->at++;
    path_note_picks(d, f);
    widen(d);
    f->label = path_last_label(d);
    push_frame(d);
    order_step(d, depth);
    path_top(d)->clocks = (uint32_t)(d->clocks.count / d->width);
    path_top(d)->reversals = (uint32_t)d->reversals.count;
    inherit_sleepers(d, depth);
}

/* Sleeping. */

static bool is_asleep(const struct dpor *d, const struct frame *f, task_id task,
                      uint32_t alternative)
{
    for (size_t i = f->sleepers; i < d->sleepers.count; i++)
        if (d->sleepers.items[i].task == task && d->sleepers.items[i].alternative == alternative)
            return true;
    return false;
}

/* Going on. */

/* The first task that is not asleep, with all that follows. */
static void plan_leaf(struct dpor *d, const struct choice *choice)
{
    struct frame *f = path_top(d);
    for (uint32_t i = 0; i < choice->count; i++) {
        const struct enabled *e = &choice->enabled[i];
        uint32_t asleep = 0;
        for (uint32_t a = 0; a < e->alternatives; a++)
            asleep += is_asleep(d, f, e->task, a);
        if (asleep == e->alternatives)
            continue;
        uint16_t alternative = e->alternatives > 1 ? ALTERNATIVE_ANY : 0;
        wakeup_add(&d->pool, &f->wakeup, e->task, alternative, NULL);
        return;
    }
}

/* The next alternative of a leaf that is not asleep; false: none. */
static bool next_alternative(struct dpor *d, struct frame *f, uint32_t from)
{
    for (uint32_t a = from; a < f->alternatives; a++) {
        if (is_asleep(d, f, f->task, a))
            continue;
        f->alternative = (uint16_t)a;
        return true;
    }
    return false;
}

/* Takes the next step to explore out of the last frame's tree and makes it; false: none is left. */
static bool explore_next(struct dpor *d)
{
    while (path_top(d)->wakeup) {
        struct frame *f = path_top(d);
        if (!path_go_to(d, d->frames.count - 1))
            return false;
        const struct enabled *e = path_find(machine_choice(d->machine), f->wakeup->task);
        if (e == NULL || (e->alternatives <= f->wakeup->alternative &&
                          f->wakeup->alternative != ALTERNATIVE_ANY)) {
            d->lost = !path_may_skip(d, f->wakeup->task);
            wakeup_skip(&d->pool, &f->wakeup);
            continue;
        }
        f->task = e->task;
        f->alternatives = (uint16_t)e->alternatives;
        f->alternative = f->wakeup->alternative;
        f->leaf = f->alternative == ALTERNATIVE_ANY;
        struct wakeup *children = wakeup_take(&d->pool, &f->wakeup);
        if (f->leaf && !next_alternative(d, f, 0))
            continue;
        make_step(d, e);
        path_top(d)->wakeup = children;
        return true;
    }
    return false;
}

static void pop_frame(struct dpor *d)
{
    struct frame *f = path_top(d);
    wakeup_free(&d->pool, f->wakeup);
    d->sleepers.count = f->sleepers;
    d->frames.count--;
    d->current.count = d->frames.count * d->width;
    struct frame *g = path_top(d);
    d->clocks.count = (size_t)g->clocks * d->width;
    d->reversals.count = g->reversals;
    vec_push(&d->sleepers, (struct sleeper){g->task, g->alternative, g->label});
}

/* The next alternative of the last frame's step, if there is one. */
static bool explore_alternative(struct dpor *d)
{
    struct frame *f = path_top(d);
    if (!f->leaf || !next_alternative(d, f, f->alternative + 1u) ||
        !path_go_to(d, d->frames.count - 1))
        return false;
    make_step(d, path_find(machine_choice(d->machine), f->task));
    return true;
}

/* The last frame is explored: to the next step of an earlier one.  False: there is none. */
static bool go_back(struct dpor *d)
{
    while (d->frames.count > 1 && !d->lost) {
        pop_frame(d);
        d->fresh = d->frames.count - 1;
        if (explore_alternative(d) || explore_next(d))
            return true;
    }
    return false;
}

/* What is planned from the last frame, or else whatever comes first.  False: nothing is left to explore. */
static bool explore_any(struct dpor *d, const struct choice *choice)
{
    if (path_top(d)->wakeup && explore_next(d))
        return true;
    if (d->lost)
        return false;
    plan_leaf(d, choice);
    return explore_next(d);
}

/* To the end of the execution that has begun.  False: it had to be given up. */
static bool finish(struct dpor *d)
{
    while (path_go_to(d, d->frames.count - 1)) {
        const struct choice *choice = machine_choice(d->machine);
        if (choice->count == 0) {
            d->ended = true;
            return true;
        }
        if (!explore_any(d, choice)) {
            d->blocked += !d->lost;
            return false;
        }
    }
    return false;
}

static void look_back(struct dpor *d)
{
    if (d->machine->end != END_CUT)
        reversal_all(d);
    d->ended = false;
}

/* What is not on the path may come up again, but rarely. */
static void forget_states(struct dpor *d)
{
    size_t count = d->frames.count - 1; /* the last one is an end */
    uint64_t *states = memory_new(count + 1, sizeof *states);
    for (size_t i = 0; i < count; i++)
        states[i] = d->frames.items[i].state;
    d->machine->ops->keep(d->machine, states, count);
    for (size_t i = 0; i < count; i++)
        d->frames.items[i].state = states[i];
    d->astray = true; /* the number of where the machine is, is void */
    free(states);
}

bool dpor_next(struct dpor *d)
{
    const struct machine_ops *ops = d->machine->ops;
    bool more = true;
    if (d->ended)
        look_back(d);
    d->full = d->bytes_max > 0 && d->pool.count * sizeof(struct wakeup) > d->bytes_max;
    if (d->full)
        return false;
    if (d->begun && ops->keep && ops->remembered(d->machine) > STATES_MAX)
        forget_states(d);
    if (!d->begun)
        begin(d);
    else
        more = go_back(d);
    while (more && !finish(d))
        more = go_back(d);
    return more && !d->lost;
}

const struct learned_step *dpor_path(struct dpor *d, size_t *count)
{
    vec_clear(&d->path);
    for (size_t i = 0; i + 1 < d->frames.count; i++)
        vec_push(&d->path,
                 (struct learned_step){d->frames.items[i].task, d->frames.items[i].alternative});
    *count = d->path.count;
    return d->path.items;
}
