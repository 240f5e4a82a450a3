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

/* Leaves the path.  False: the task has no such step now. */
static bool try_step(struct dpor *d, task_id task, uint16_t alternative)
{
    const struct enabled *e = path_find(machine_choice(d->machine), task);
    if (e == NULL || alternative >= e->alternatives)
        return false;
    d->astray = true;
    path_step(d, e, alternative);
    return true;
}

/* The sequence so far, then the task's step: can it be made then, and what is it? */
static const struct label *try_sequence(struct dpor *d, size_t depth, task_id task,
                                        uint16_t *alternative)
{
    if (!path_go_to(d, depth))
        return NULL;
    for (size_t i = 0; i < d->sequence.count; i++) {
        const struct wakeup_step *s = &d->sequence.items[i];
        if (!try_step(d, s->task, s->alternative) && !path_may_skip(d, s->task))
            return NULL;
    }
    const struct enabled *e = path_find(machine_choice(d->machine), task);
    *alternative = e && e->alternatives > 1 ? ALTERNATIVE_ANY : 0;
    return try_step(d, task, 0) ? path_last_label(d) : NULL;
}

static bool is_alive(const struct machine *m)
{
    return m->end == END_NOT_YET || m->end == END_STUCK || m->end == END_EXCLUDED;
}

/* What the task waits for where the machine is now. */
static struct label *intention(struct dpor *d, task_id task)
{
    d->machine->deeds->intend(d->machine, task, &d->deed);
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
        d->lost |= machine_end_is_by_time(d->machine->end);
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

/* The task cannot go on. */
static void reverse_waiting(struct dpor *d, task_id task)
{
    size_t last = d->frames.count - 1;
    if (!path_go_to(d, last))
        return;
    struct label *label = intention(d, task);
    reverse_conditional(d, last, task, path_current(d, last)[task], label);
    label_free(label);
}

/* Tasks that could not, or were not to go on: all but the one that ended the process. */
static void reverse_all_waiting(struct dpor *d)
{
    struct machine *m = d->machine;
    VEC(task_id) waiting = {0};
    size_t last = d->frames.count - 1;
    task_id ender = m->end == END_EXITED && last > 0 ? d->frames.items[last - 1].task : TASK_NONE;
    if (path_go_to(d, last))
        for (task_id task = 0; task < m->deeds->tasks(m); task++)
            if (task != ender && m->deeds->is_unfinished(m, task))
                vec_push(&waiting, task);
    for (size_t i = 0; i < waiting.count; i++)
        reverse_waiting(d, waiting.items[i]);
    vec_release(&waiting);
}

/* An execution ended: what else could have happened. */
void reversal_all(struct dpor *d)
{
    enum machine_end end = d->machine->end;
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
    if (end == END_STUCK || end == END_EXCLUDED || end == END_EXITED)
        reverse_all_waiting(d);
    d->clocks.count = (size_t)clocks * d->width;
}
