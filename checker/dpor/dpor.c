/* SPDX-License-Identifier: MIT */
#include "checker/dpor/dpor.h"

#include "base/check.h"

#include <string.h>

/* So many states are remembered: as many as caches are good for. */
enum { WIDTH_QUANTUM = 4, STATES_MAX = 1 << 15 };

/* Clocks: width numbers; number t is how many steps of task t come before or are what it belongs to. */

static uint32_t *clock_of(struct dpor *d, uint32_t clock)
{
    return d->clocks.items + (size_t)clock * d->width;
}

static uint32_t *current(struct dpor *d, size_t depth)
{
    return d->current.items + depth * d->width;
}

static uint32_t add_clock(struct dpor *d, uint32_t from)
{
    uint32_t id = (uint32_t)(d->clocks.count / d->width);
    vec_reserve(&d->clocks, d->clocks.count + d->width);
    d->clocks.count += d->width;
    memcpy(clock_of(d, id), clock_of(d, from), d->width * sizeof(uint32_t));
    return id;
}

static void join_clock(struct dpor *d, uint32_t to, uint32_t from)
{
    uint32_t *a = clock_of(d, to);
    const uint32_t *b = clock_of(d, from);
    for (uint32_t i = 0; i < d->width; i++)
        a[i] = a[i] > b[i] ? a[i] : b[i];
}

static bool is_known(struct dpor *d, uint32_t clock, const struct frame *step)
{
    return clock_of(d, clock)[step->task] >= step->number;
}

/* Frames. */

static struct frame *top(struct dpor *d)
{
    return vec_last(&d->frames);
}

static void push_frame(struct dpor *d)
{
    struct frame f = {.state = d->machine->ops->save(d->machine),
                      .steps = d->machine->steps,
                      .clocks = (uint32_t)(d->clocks.count / d->width),
                      .sleepers = (uint32_t)d->sleepers.count,
                      .reversals = (uint32_t)d->reversals.count};
    vec_push(&d->frames, f);
    vec_reserve(&d->current, d->frames.count * d->width);
    d->current.count = d->frames.count * d->width;
}

static void restore(struct dpor *d, const struct frame *f)
{
    d->machine->ops->restore(d->machine, f->state);
    d->machine->steps = f->steps;
}

void dpor_init(struct dpor *d, struct machine *m)
{
    uint32_t tasks = learned_tasks(m);
    *d = (struct dpor){.machine = m, .width = (tasks + WIDTH_QUANTUM - 1) / WIDTH_QUANTUM * WIDTH_QUANTUM};
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
    vec_release(&d->deed.accesses);
    vec_release(&d->deed.orders);
}

static void begin(struct dpor *d)
{
    machine_reset(d->machine);
    d->begun = true;
    vec_reserve(&d->clocks, d->width);
    d->clocks.count = d->width;
    memset(d->clocks.items, 0, d->width * sizeof(uint32_t));
    push_frame(d);
    memset(current(d, 0), 0, d->width * sizeof(uint32_t)); /* all have the first clock */
}

/* Steps. */

static const struct label *last_label(struct dpor *d)
{
    uint32_t number = learned_deed(d->machine);
    const struct label *label = labels_get(&d->labels, number);
    if (LIKELY(label != NULL))
        return label;
    learned_deed_get(d->machine, number, &d->deed);
    return labels_add(&d->labels, number, &d->deed);
}

/*
 * The clock of the newest step, and which earlier steps it races with: those that conflict and that no other step that
 * conflicts comes after.
 */
static void order_step(struct dpor *d, size_t depth)
{
    struct frame *f = &d->frames.items[depth];
    uint32_t *now = current(d, depth), *next = current(d, depth + 1);
    f->before = now[f->task];
    f->after = add_clock(d, f->before);
    f->number = ++clock_of(d, f->after)[f->task];
    for (size_t i = depth; i-- > 0;) {
        const struct frame *other = &d->frames.items[i];
        if (other->task == f->task || is_known(d, f->after, other) ||
            !label_conflicts(other->label, f->label))
            continue;
        if (!f->label->conditional)
            vec_push(&d->reversals, (struct reversal){(uint32_t)i, (uint32_t)depth});
        join_clock(d, f->after, other->after);
    }
    memcpy(next, now, d->width * sizeof *next);
    next[f->task] = f->after;
    for (uint32_t i = 0; i < f->label->order_count; i++) {
        struct deed_order o = f->label->orders[i];
        uint32_t joined = add_clock(d, next[o.to]);
        join_clock(d, joined, next[o.from]);
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
static void make_step(struct dpor *d)
{
    size_t depth = d->frames.count - 1;
    struct frame *f = top(d);
    machine_step(d->machine, f->task, f->alternative);
    f->label = last_label(d);
    push_frame(d);
    order_step(d, depth);
    top(d)->clocks = (uint32_t)(d->clocks.count / d->width);
    top(d)->reversals = (uint32_t)d->reversals.count;
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

/* Sleepers of a state that is not the last one. */
static bool sleeps(const struct dpor *d, size_t depth, const struct wakeup_step *steps, size_t count)
{
    size_t end = d->frames.items[depth + 1].sleepers, at;
    for (size_t i = d->frames.items[depth].sleepers; i < end; i++) {
        const struct sleeper *s = &d->sleepers.items[i];
        if (wakeup_is_weak_initial(s->task, s->alternative, s->label, steps, count, &at))
            return true;
    }
    return false;
}

/* Reversals. */

static void add_to_sequence(struct dpor *d, const struct frame *f)
{
    vec_push(&d->sequence, (struct wakeup_step){.task = f->task,
                                                .alternative = f->alternative,
                                                .number = f->number,
                                                .label = f->label,
                                                .clock = clock_of(d, f->after)});
}

static bool depends_on_any(struct dpor *d, const struct frame *f, const uint32_t *steps, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_known(d, f->after, &d->frames.items[steps[i]]))
            return true;
    return false;
}

/*
 * What does not come after step `first`, of all that follows it.  Of choices that are made after step `second` other
 * alternatives are possible, too, and the race is not looked at again for them: they are left out, with what
 * comes after them.
 */
static void collect_independent(struct dpor *d, size_t first, size_t second)
{
    const struct frame *e = &d->frames.items[first];
    vec_clear(&d->sequence);
    vec_clear(&d->choices);
    for (size_t i = first + 1; i + 1 < d->frames.count; i++) {
        const struct frame *f = &d->frames.items[i];
        if (is_known(d, f->after, e) || depends_on_any(d, f, d->choices.items, d->choices.count))
            continue;
        if (i > second && f->alternatives > 1)
            vec_push(&d->choices, (uint32_t)i);
        else
            add_to_sequence(d, f);
    }
}

/*
 * The step that goes first now: what comes before it are its task's steps and those of the sequence that it
 * conflicts with.
 */
static void add_reversed(struct dpor *d, task_id task, uint16_t alternative, uint32_t before,
                         const struct label *label)
{
    vec_reserve(&d->scratch, d->width);
    uint32_t *clock = d->scratch.items;
    memcpy(clock, clock_of(d, before), d->width * sizeof *clock);
    uint32_t number = ++clock[task];
    for (size_t i = 0; i < d->sequence.count; i++) {
        const struct wakeup_step *s = &d->sequence.items[i];
        if (s->task == task || !label_conflicts(s->label, label))
            continue;
        for (uint32_t k = 0; k < d->width; k++)
            clock[k] = clock[k] > s->clock[k] ? clock[k] : s->clock[k];
    }
    vec_push(&d->sequence, (struct wakeup_step){.task = task,
                                                .alternative = alternative,
                                                .number = number,
                                                .label = label,
                                                .clock = clock});
}

static void insert_sequence(struct dpor *d, size_t depth)
{
    if (!sleeps(d, depth, d->sequence.items, d->sequence.count))
        wakeup_insert(&d->pool, &d->frames.items[depth].wakeup, d->sequence.items,
                      d->sequence.count);
}

static void reverse(struct dpor *d, struct reversal r)
{
    const struct frame *second = &d->frames.items[r.second];
    collect_independent(d, r.first, r.second);
    uint16_t alternative = second->alternatives > 1 ? ALTERNATIVE_ANY : second->alternative;
    add_reversed(d, second->task, alternative, second->before, second->label);
    insert_sequence(d, r.first);
}

static const struct enabled *find(const struct choice *choice, task_id task)
{
    for (uint32_t i = 0; i < choice->count; i++)
        if (choice->enabled[i].task == task)
            return &choice->enabled[i];
    return NULL;
}

/* The sequence so far, then the task's step: can it be made then, and what is it? */
static const struct label *try_sequence(struct dpor *d, size_t depth, task_id task,
                                        uint16_t *alternative)
{
    struct machine *m = d->machine;
    restore(d, &d->frames.items[depth]);
    for (size_t i = 0; i < d->sequence.count; i++) {
        const struct wakeup_step *s = &d->sequence.items[i];
        const struct enabled *e = find(machine_choice(m), s->task);
        if (e == NULL || s->alternative >= e->alternatives)
            return NULL;
        machine_step(m, s->task, s->alternative);
    }
    const struct enabled *e = find(machine_choice(m), task);
    if (e == NULL)
        return NULL;
    *alternative = e->alternatives > 1 ? ALTERNATIVE_ANY : 0;
    machine_step(m, task, 0);
    return last_label(d);
}

static bool is_alive(const struct machine *m)
{
    return m->end == END_NOT_YET || m->end == END_STUCK;
}

/* What the task waits for where the machine is now. */
static struct label *intention(struct dpor *d, task_id task)
{
    learned_intend(d->machine, task, &d->deed);
    return label_new(&d->labels, &d->deed);
}

/*
 * A step that may have to wait, or a task that waits at the end: it may have been possible before an earlier step that
 * it depends on.  The newest ones first, and those behind which there is one that was found are not looked at.
 * Where it would have waited, it depends on what it would have waited for.
 */
static void reverse_conditional(struct dpor *d, size_t end, task_id task, uint32_t before,
                                const struct label *label)
{
    uint32_t covered = add_clock(d, before);
    struct label *waits = NULL;
    for (size_t i = end; i-- > 0;) {
        const struct frame *other = &d->frames.items[i];
        if (other->task == task || is_known(d, covered, other))
            continue;
        bool conflicts = label_conflicts(other->label, label);
        if (!conflicts && !(waits && label_conflicts(other->label, waits)))
            continue;
        collect_independent(d, i, end);
        uint16_t alternative;
        const struct label *seen = try_sequence(d, i, task, &alternative);
        if (seen == NULL && is_alive(d->machine)) {
            label_free(waits);
            waits = intention(d, task);
        } else if (seen == NULL) {
            continue; /* the execution ends before: that shows elsewhere */
        } else if (conflicts || label_conflicts(other->label, seen)) {
            add_reversed(d, task, alternative, before, seen);
            insert_sequence(d, i);
            join_clock(d, covered, other->after);
        }
    }
    label_free(waits);
}

/* Tasks that cannot go on. */
static void reverse_waiting(struct dpor *d, uint64_t waiting)
{
    size_t last = d->frames.count - 1;
    for (uint64_t set = waiting; set != 0; set &= set - 1) {
        task_id task = (task_id)__builtin_ctzll(set);
        restore(d, top(d));
        struct label *label = intention(d, task);
        reverse_conditional(d, last, task, current(d, last)[task], label);
        label_free(label);
    }
}

/* An execution ended: what else could have happened. */
static void reverse_all(struct dpor *d, uint64_t waiting)
{
    uint32_t clocks = (uint32_t)(d->clocks.count / d->width);
    size_t last = d->frames.count - 1;
    for (size_t i = 0; i < d->reversals.count; i++)
        if (d->reversals.items[i].second >= d->fresh)
            reverse(d, d->reversals.items[i]);
    for (size_t i = d->fresh; i < last; i++) {
        const struct frame f = d->frames.items[i];
        if (f.label->conditional)
            reverse_conditional(d, i, f.task, f.before, f.label);
    }
    reverse_waiting(d, waiting);
    d->clocks.count = (size_t)clocks * d->width;
}

/* Going on. */

/* The first task that is not asleep, with all that follows. */
static void plan_leaf(struct dpor *d, const struct choice *choice)
{
    struct frame *f = top(d);
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
    while (top(d)->wakeup) {
        struct frame *f = top(d);
        const struct enabled *e = find(machine_choice(d->machine), f->wakeup->task);
        ASSERT(e != NULL);
        f->task = e->task;
        f->alternatives = (uint16_t)e->alternatives;
        f->alternative = f->wakeup->alternative;
        f->leaf = f->alternative == ALTERNATIVE_ANY;
        struct wakeup *children = wakeup_take(&d->pool, &f->wakeup);
        if (f->leaf && !next_alternative(d, f, 0))
            continue;
        make_step(d);
        top(d)->wakeup = children;
        return true;
    }
    return false;
}

static void pop_frame(struct dpor *d)
{
    struct frame *f = top(d);
    wakeup_free(&d->pool, f->wakeup);
    d->sleepers.count = f->sleepers;
    d->frames.count--;
    d->current.count = d->frames.count * d->width;
    struct frame *g = top(d);
    d->clocks.count = (size_t)g->clocks * d->width;
    d->reversals.count = g->reversals;
    vec_push(&d->sleepers, (struct sleeper){g->task, g->alternative, g->label});
}

static void restore_top(struct dpor *d)
{
    restore(d, top(d));
    d->fresh = d->frames.count - 1;
}

/* The last frame is explored: to the next step of an earlier one.  False: there is none. */
static bool go_back(struct dpor *d)
{
    while (d->frames.count > 1) {
        pop_frame(d);
        restore_top(d);
        struct frame *f = top(d);
        if (f->leaf && next_alternative(d, f, f->alternative + 1u)) {
            make_step(d);
            return true;
        }
        if (explore_next(d))
            return true;
    }
    return false;
}

/* To the end of the execution that has begun.  False: it had to be given up. */
static bool finish(struct dpor *d)
{
    for (;;) {
        const struct choice *choice = machine_choice(d->machine);
        if (choice->count == 0)
            return true;
        if (top(d)->wakeup == NULL)
            plan_leaf(d, choice);
        if (!explore_next(d)) {
            d->blocked++;
            return false;
        }
    }
}

static void end_execution(struct dpor *d)
{
    struct machine *m = d->machine;
    enum machine_end end = m->end;
    reverse_all(d, end == END_STUCK ? learned_unfinished(m) : 0);
    restore(d, top(d));
    m->end = end;
}

/* What is not on the path may come up again, but rarely. */
static void forget_states(struct dpor *d)
{
    size_t count = d->frames.count - 1; /* the last one is an end */
    uint64_t *states = memory_new(count + 1, sizeof *states);
    for (size_t i = 0; i < count; i++)
        states[i] = d->frames.items[i].state;
    learned_keep(d->machine, states, count);
    for (size_t i = 0; i < count; i++)
        d->frames.items[i].state = states[i];
    free(states);
}

bool dpor_next(struct dpor *d)
{
    bool more = true;
    if (learned_states(d->machine) > STATES_MAX && d->begun)
        forget_states(d);
    if (!d->begun)
        begin(d);
    else
        more = go_back(d);
    while (more && !finish(d))
        more = go_back(d);
    if (more)
        end_execution(d);
    return more;
}

const struct learned_step *dpor_path(struct dpor *d, size_t *count)
{
    vec_clear(&d->path);
    for (size_t i = 0; i + 1 < d->frames.count; i++)
        vec_push(&d->path, (struct learned_step){d->frames.items[i].task, d->frames.items[i].alternative});
    *count = d->path.count;
    return d->path.items;
}
