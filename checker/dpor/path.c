/* SPDX-License-Identifier: MIT */
#include "checker/dpor/path.h"

#include "base/check.h"
#include "checker/execution.h"

#include <string.h>

uint32_t path_add_clock(struct dpor *d, uint32_t from)
{
    uint32_t id = (uint32_t)(d->clocks.count / d->width);
    vec_reserve(&d->clocks, d->clocks.count + d->width);
    d->clocks.count += d->width;
    memcpy(path_clock(d, id), path_clock(d, from), d->width * sizeof(uint32_t));
    return id;
}

void path_join_clock(struct dpor *d, uint32_t to, uint32_t from)
{
    uint32_t *a = path_clock(d, to);
    const uint32_t *b = path_clock(d, from);
    for (uint32_t i = 0; i < d->width; i++)
        a[i] = a[i] > b[i] ? a[i] : b[i];
}

void path_note_picks(struct dpor *d, struct frame *f)
{
    const struct machine *m = d->machine;
    if (m->ops->restore)
        return;
    d->picks.count = f->picks;
    for (size_t i = f->picks; i < m->schedule.picks.count; i++)
        vec_push(&d->picks, m->schedule.picks.items[i]);
    f->chooses = d->picks.count > f->picks;
}

/* Repeats picks, and pauses then. */
struct again {
    const uint32_t *picks;
    size_t next, end;
};

static task_id pick_task(void *self, const struct choice *choice)
{
    struct again *again = self;
    (void)choice;
    return again->next < again->end ? (task_id)again->picks[again->next++] : TASK_NONE;
}

static uint64_t pick_number(void *self, uint64_t bound)
{
    struct again *again = self;
    return again->next < again->end ? again->picks[again->next++] : bound;
}

/*
 * To the last choice before this depth, in one go.  Nobody wants to know what these steps do.
 */
static void repeat_picks(struct dpor *d, size_t depth)
{
    size_t choice = depth;
    while (choice > d->at && (choice == d->frames.count - 1 || !d->frames.items[choice].chooses))
        choice--;
    if (choice == d->at)
        return;
    struct again again = {d->picks.items, d->frames.items[d->at].picks,
                          d->frames.items[choice].picks};
    const struct picker picker = {pick_task, pick_number, &again, true};
    machine_keep_deeds(d->machine, false);
    machine_run(d->machine, &picker);
    machine_keep_deeds(d->machine, true);
    d->at = choice;
    d->lost = again.next < again.end || d->machine->end != END_NOT_YET;
}

/* Makes the steps of the path from where the machine is, one by one. */
static bool repeat(struct dpor *d, size_t depth)
{
    struct machine *m = d->machine;
    while (d->at < depth) {
        const struct frame *f = &d->frames.items[d->at];
        const struct enabled *e =
            m->end == END_NOT_YET ? path_find(machine_choice(m), f->task) : NULL;
        d->at++;
        if (e == NULL && path_may_skip(d, f->task))
            continue;
        if (e == NULL || f->alternative >= e->alternatives)
            return false;
        path_step(d, e, f->alternative);
    }
    return true;
}

bool path_go_to(struct dpor *d, size_t depth)
{
    struct machine *m = d->machine;
    if (d->lost)
        return false;
    if (LIKELY(!d->astray && d->at == depth))
        return true;
    if (m->ops->restore) {
        m->ops->restore(m, d->frames.items[depth].state);
        m->steps = d->frames.items[depth].steps;
        d->at = depth;
    } else if (d->astray || d->at > depth) {
        machine_reset(m);
        d->at = 0;
    }
    d->astray = false;
    if (d->at < depth)
        repeat_picks(d, depth);
    d->lost = d->lost || !repeat(d, depth);
    return !d->lost;
}

void path_step(struct dpor *d, const struct enabled *picked, uint32_t alternative)
{
    execution_step(d->machine, machine_choice(d->machine), picked, alternative);
}

const struct label *path_last_label(struct dpor *d)
{
    const struct machine_deeds *deeds = d->machine->deeds;
    uint32_t number = deeds->last(d->machine);
    const struct label *label = labels_get(&d->labels, number);
    if (LIKELY(label != NULL))
        return label;
    deeds->get(d->machine, number, &d->deed);
    return labels_add(&d->labels, number, &d->deed);
}
