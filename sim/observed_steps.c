/* SPDX-License-Identifier: MIT */
/* Steps as observers see them: of operations, and of stores that get out of a buffer. */
#include "sim/buffer.h"
#include "sim/direct.h"
#include "sim/perform.h"

void direct_begin_observation(struct direct *d, struct direct_task *t, uint32_t alternative,
                                bool chosen)
{
    const struct op *op = &t->task.pending;
    d->step = (struct step){.index = d->machine.steps,
                            .task = t->task.id,
                            .chosen = chosen,
                            .alternative = alternative,
                            .op = *op,
                            .has_values = op_is_cell(op) && op->bytes <= 8};
    if (d->step.has_values)
        d->step.before = d->step.after = perform_peek(op->addr, op->bytes);
}

void direct_end_observation(struct direct *d)
{
    struct machine *m = &d->machine;
    if (m->observer == NULL || d->stepping == NULL)
        return;
    if (d->step.has_values && !d->weak) /* else buffer_stop saw it */
        d->step.after = perform_peek(d->step.op.addr, d->step.op.bytes);
    if (m->observer->on_step)
        m->observer->on_step(m->observer_self, &d->step);
}

/* t itself stays where it is. */
static void flush_step(struct direct *d, struct direct_task *t, uint32_t which)
{
    struct machine *m = &d->machine;
    struct step step = {
        .index = m->steps, .task = t->task.id, .chosen = true, .alternative = which};
    buffer_flush(d, t, which, &step.op);
    step.has_values = true;
    step.before = step.after = step.op.arg;
    d->stepping = NULL;
    d->choice_valid = d->eager_blocked = false;
    d->choice.previous = t->task.id;
    d->choice.previous_enabled = true;
    d->choice.step = ++m->steps;
    if (m->observer && m->observer->on_step)
        m->observer->on_step(m->observer_self, &step);
}

bool direct_flushes(struct direct *d, struct direct_task *t, uint32_t *alternative)
{
    uint32_t count = buffer_flushable(d, t);
    if (*alternative < count) {
        flush_step(d, t, *alternative);
        return true;
    }
    *alternative -= count;
    return false;
}
