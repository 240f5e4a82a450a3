/* SPDX-License-Identifier: MIT */
#include "checker/dpor/reversal.h"

#include "checker/dpor/path.h"

#include <string.h>

/* Sleepers of a state that is not the last one. */
static bool sleeps(const struct dpor *d, size_t depth, const struct wakeup_step *steps,
                   size_t count)
{
    size_t end = d->frames.items[depth + 1].sleepers, at;
    for (size_t i = d->frames.items[depth].sleepers; i < end; i++) {
        const struct sleeper *s = &d->sleepers.items[i];
        if (wakeup_is_weak_initial(s->task, s->alternative, s->label, steps, count, &at))
            return true;
    }
    return false;
}

static void add_to_sequence(struct dpor *d, const struct frame *f)
{
    vec_push(&d->sequence, (struct wakeup_step){.task = f->task,
                                                .alternative = f->alternative,
                                                .number = f->number,
                                                .label = f->label,
                                                .clock = path_clock(d, f->after)});
}

static bool depends_on_any(struct dpor *d, const struct frame *f, const uint32_t *steps,
                           size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (path_knows(d, f->after, &d->frames.items[steps[i]]))
            return true;
    return false;
}

/*
 * What does not come after step `first`, of all that follows it.  Of choices that are made after
 * step `second` other alternatives are possible, too, and the race is not looked at again for them:
 * they are left out, with what comes after them.
 */
static void collect_independent(struct dpor *d, size_t first, size_t second)
{
    const struct frame *e = &d->frames.items[first];
    vec_clear(&d->sequence);
    vec_clear(&d->choices);
    for (size_t i = first + 1; i + 1 < d->frames.count; i++) {
        const struct frame *f = &d->frames.items[i];
        if (path_knows(d, f->after, e) || depends_on_any(d, f, d->choices.items, d->choices.count))
            continue;
        if (i > second && f->alternatives > 1)
            vec_push(&d->choices, (uint32_t)i);
        else
            add_to_sequence(d, f);
    }
}

/*
 * The step that goes first now: what comes before it are its task's steps and those of the sequence
 * that it conflicts with.
 */
static void add_reversed(struct dpor *d, task_id task, uint16_t alternative, uint32_t before,
                         const struct label *label)
{
    vec_reserve(&d->scratch, d->width);
    uint32_t *clock = d->scratch.items;
    memcpy(clock, path_clock(d, before), d->width * sizeof *clock);
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

/* The sequence so far, then the task's step: can it be made then, and what is it? */
static const struct label *try_sequence(struct dpor *d, size_t depth, task_id task,
                                        uint16_t *alternative)
{
    struct machine *m = d->machine;
    path_restore(d, &d->frames.items[depth]);
    for (size_t i = 0; i < d->sequence.count; i++) {
        const struct wakeup_step *s = &d->sequence.items[i];
        const struct enabled *e = path_find(machine_choice(m), s->task);
        if (e == NULL || s->alternative >= e->alternatives)
            return NULL;
        machine_step(m, s->task, s->alternative);
    }
    const struct enabled *e = path_find(machine_choice(m), task);
    if (e == NULL)
        return NULL;
    *alternative = e->alternatives > 1 ? ALTERNATIVE_ANY : 0;
    machine_step(m, task, 0);
    return path_last_label(d);
}

static bool is_alive(const struct machine *m)
{
    return m->end == END_NOT_YET || m->end == END_STUCK || m->end == END_EXCLUDED;
}

/* What the task waits for where the machine is now. */
static struct label *intention(struct dpor *d, task_id task)
{
    learned_intend(d->machine, task, &d->deed);
    return label_new(&d->labels, &d->deed);
}

/*
 * A step that may have to wait, or a task that waits at the end: it may have been possible before
 * an earlier step that it depends on.  The newest ones first, and those behind which there is one
 * that was found are not looked at. Where it would have waited, it depends on what it would have
 * waited for.
 */
static void reverse_conditional(struct dpor *d, size_t end, task_id task, uint32_t before,
                                const struct label *label)
{
    uint32_t covered = path_add_clock(d, before);
    struct label *waits = NULL;
    for (size_t i = end; i-- > 0;) {
        const struct frame *other = &d->frames.items[i];
        if (other->task == task || path_knows(d, covered, other))
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
            path_join_clock(d, covered, other->after);
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
        path_restore(d, path_top(d));
        struct label *label = intention(d, task);
        reverse_conditional(d, last, task, path_current(d, last)[task], label);
        label_free(label);
    }
}

/* An execution ended: what else could have happened. */
void reversal_all(struct dpor *d, uint64_t waiting)
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
