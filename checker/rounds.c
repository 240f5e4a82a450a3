/* SPDX-License-Identifier: MIT */
#include "checker/rounds.h"

#include "base/check.h"

#include <inttypes.h>

struct rounds {
    struct machine *m;
    const struct observer_ops *inner; /* NULL: nobody observed before */
    void *inner_self;
    uint64_t begin;
    VEC(struct step) first; /* names in it are not used: they may not live long enough */
    bool again, changed;
    size_t repeated; /* steps of the second round */
    struct str difference;
};

/* Not where in the source: what a task does before a loop may be what it does in it. */
static bool same_step(const struct step *a, const struct step *b)
{
    const struct op *x = &a->op, *y = &b->op;
    bool same = a->task == b->task && a->alternative == b->alternative && x->form == y->form;
    same = same && x->verb == y->verb && x->object == y->object && x->addr == y->addr;
    same = same && x->bytes == y->bytes && a->has_values == b->has_values;
    return same && a->result == b->result &&
           (!a->has_values || (a->before == b->before && a->after == b->after));
}

/* "T1 read flag[1], 0 before and 1 after" */
static void append_step(const struct rounds *r, const struct step *step, struct str *out)
{
    machine_name_task(r->m, step->task, out);
    str_append(out, " ");
    machine_name_op(r->m, &step->op, out);
    if (!step->has_values)
        return;
    str_append(out, " (");
    machine_name_value(r->m, step->op.addr, step->op.bytes, step->before, out);
    if (step->after != step->before) {
        str_append(out, " -> ");
        machine_name_value(r->m, step->op.addr, step->op.bytes, step->after, out);
    }
    str_append(out, ")");
}

static void begin_difference(struct rounds *r)
{
    str_printf(&r->difference, "step %" PRIu64 " of its second round is ", r->repeated + 1);
}

static void compare(struct rounds *r, const struct step *step)
{
    if (r->difference.bytes > 0)
        return;
    if (r->repeated == r->first.count) {
        str_printf(&r->difference, "its second round has more than %zu steps", r->first.count);
        return;
    }
    const struct step *expected = &r->first.items[r->repeated];
    if (same_step(expected, step)) {
        r->repeated++;
        return;
    }
    begin_difference(r);
    append_step(r, step, &r->difference);
    str_append(&r->difference, ", in the first one it was ");
    append_step(r, expected, &r->difference);
}

static void on_reset(void *self)
{
    const struct rounds *r = self;
    if (r->inner && r->inner->on_reset)
        r->inner->on_reset(r->inner_self);
}

static void on_step(void *self, const struct step *step)
{
    struct rounds *r = self;
    if (r->again) {
        bool reads = step->has_values && step->before == step->after;
        r->changed |= !reads && step->op.kind != OP_YIELD && step->op.kind != OP_FENCE;
        compare(r, step);
        return;
    }
    if (step->index >= r->begin)
        vec_push(&r->first, *step);
    if (r->inner && r->inner->on_step)
        r->inner->on_step(r->inner_self, step);
}

static void on_event(void *self, const struct event *event)
{
    const struct rounds *r = self;
    if (!r->again && r->inner && r->inner->on_event)
        r->inner->on_event(r->inner_self, event);
}

static void on_finding(void *self, const struct finding *finding)
{
    const struct rounds *r = self;
    if (r->inner && r->inner->on_finding)
        r->inner->on_finding(r->inner_self, finding);
}

static const struct observer_ops rounds_ops = {on_reset, on_step, on_event, on_finding};

struct rounds *rounds_new(struct machine *m, uint64_t begin)
{
    struct rounds *r = memory_new(1, sizeof *r);
    r->m = m;
    r->begin = begin;
    r->inner = m->observer;
    r->inner_self = m->observer_self;
    machine_observe(m, &rounds_ops, r);
    return r;
}

void rounds_again(struct rounds *r)
{
    ASSERT(!r->again);
    r->again = true;
}

task_id rounds_next_task(const struct rounds *r, uint32_t *alternative)
{
    ASSERT(r->again);
    if (r->repeated == r->first.count)
        return TASK_NONE;
    *alternative = r->first.items[r->repeated].alternative;
    return r->first.items[r->repeated].task;
}

void rounds_cannot(struct rounds *r, task_id task)
{
    if (r->difference.bytes > 0)
        return;
    begin_difference(r);
    str_append(&r->difference, "not possible: ");
    machine_name_task(r->m, task, &r->difference);
    str_append(&r->difference, " cannot go on like in the first one");
}

const char *rounds_difference(const struct rounds *r)
{
    return r->difference.bytes > 0 ? str_text(&r->difference) : NULL;
}

bool rounds_enters(const struct rounds *r, task_id task)
{
    for (size_t i = 0; i < r->first.count; i++) {
        const struct step *step = &r->first.items[i];
        if (step->op.kind == OP_REGION && step->op.verb == REGION_CRITICAL &&
            (task == TASK_NONE || step->task == task))
            return true;
    }
    return false;
}

bool rounds_moves(const struct rounds *r, task_id task)
{
    for (size_t i = 0; i < r->first.count; i++)
        if (r->first.items[i].task == task)
            return true;
    return false;
}

bool rounds_uses(const struct rounds *r, uint32_t object)
{
    for (size_t i = 0; i < r->first.count; i++)
        if (r->first.items[i].op.kind == OP_OBJECT && r->first.items[i].op.object == object)
            return true;
    return false;
}

bool rounds_changed(const struct rounds *r)
{
    return r->changed;
}

void rounds_free(struct rounds *r)
{
    machine_observe(r->m, r->inner, r->inner_self);
    vec_release(&r->first);
    str_release(&r->difference);
    free(r);
}
