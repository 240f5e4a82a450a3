/* SPDX-License-Identifier: MIT */
#include "sim/step_deed.h"

#include "sim/objects/semaphore.h"
#include "sim/objects/thread.h"
#include "sim/perform_cell.h"

static void touch_other(struct deed *deed, uint64_t which, enum deed_mode mode)
{
    deed_touch_place(deed, DEED_OTHERS, which, mode);
}

/*
 * Numbers of objects depend on the order in which they were made, so they are no places: threads have
 * their serial numbers, and objects that are not in the program's memory share one place.
 */
static void touch_object(const struct direct *d, const struct object *o, enum deed_mode mode,
                         struct deed *deed)
{
    if (o == NULL)
        return;
    if (o->ops == &thread_ops)
        touch_other(deed, DEED_THREADS + d->machine.tasks[thread_task(o->state)]->serial, mode);
    else if (o->addr == 0)
        touch_other(deed, DEED_NAMELESS, mode);
    else
        deed_touch_place(deed, DEED_OBJECTS, o->addr, mode);
}

static void touch_own_thread(const struct direct *d, const struct direct_task *t,
                             struct deed *deed)
{
    touch_object(d, object_get(&d->machine, t->task.object), DEED_LOOK, deed);
}

/* What decides whether a task that spins can go on. */
static void touch_awaited(const struct direct *d, const struct direct_task *t, struct deed *deed)
{
    const struct await_looks looks = await_looks(t);
    deed->conditional = 1;
    for (uint32_t i = 0; i < looks.read_count; i++)
        deed_touch(deed, looks.reads[i].addr, looks.reads[i].bytes, DEED_LOOK);
    for (uint32_t i = 0; i < looks.object_count; i++)
        touch_object(d, object_get(&d->machine, looks.objects[i].id), DEED_LOOK, deed);
}

void step_deed_free(struct direct *d)
{
    struct step_deed *s = d->deeds_kept;
    if (s == NULL)
        return;
    deed_release(&s->deed);
    deed_set_release(&s->set);
    free(s);
    d->deeds = d->deeds_kept = NULL;
}

void step_deed_begin(struct direct *d)
{
    deed_clear(&d->deeds->deed);
    d->deeds->deed.everything = d->choice.late || d->inside;
}

/* t is about to get to another region. */
static void region(const struct direct_task *t, struct deed *deed)
{
    if (t->task.pending.verb == REGION_CRITICAL || t->task.region == REGION_CRITICAL)
        touch_other(deed, DEED_INSIDE, DEED_CHANGE);
}

void step_deed_before(struct direct *d, const struct direct_task *t)
{
    struct deed *deed = &d->deeds->deed;
    const struct op *op = &t->task.pending;
    if (t->task.state == TASK_AWAITING)
        touch_awaited(d, t, deed);
    if (op->flags & OP_CANCELLABLE)
        touch_own_thread(d, t, deed);
    if (op->kind == OP_REGION)
        region(t, deed);
}

static void cell(const struct op *op, bool writes, struct deed *deed)
{
    if (op->kind == OP_COMPARE_EXCHANGE)
        deed->conditional = 1;
    deed_touch(deed, op->addr, op->bytes, writes ? DEED_CHANGE : DEED_LOOK);
}

static bool fails(const struct op *op, uint64_t result)
{
    return op->kind == OP_COMPARE_EXCHANGE && op->bytes <= sizeof result &&
           result != cell_truncate(op->expected, op->bytes);
}

void step_deed_after(struct direct *d, const struct direct_task *t, uint64_t result)
{
    const struct op *op = &t->task.pending;
    struct deed *deed = &d->deeds->deed;
    if (op_is_cell(op))
        cell(op, op_may_write(op) && !fails(op, result), deed);
    else if (op->kind == OP_FOREVER)
        touch_own_thread(d, t, deed);
    else if (op->kind == OP_PRINT)
        touch_other(deed, DEED_LIBRARY, DEED_CHANGE);
    else if (op->kind == OP_ATOMIC)
        deed->everything = deed->conditional = 1; /* its accesses are no operations */
}

static enum deed_mode mode_of(const struct object *o, const struct op *op)
{
    return o->ops == &semaphore_ops && op->verb == SEMAPHORE_POST ? DEED_POST : DEED_CHANGE;
}

/* Joining orders, and is no step; what else a task does to threads by itself, others may ask about. */
static void eager_thread(const struct direct *d, const struct direct_task *t, const struct op *op,
                         const struct object *o, struct deed *deed)
{
    task_id from = thread_task(o->state);
    if (op->verb == THREAD_FINISH || op->verb == THREAD_DETACH || op->verb == THREAD_EXIT)
        touch_object(d, o, DEED_CHANGE, deed);
    else if (op->verb == THREAD_JOIN && from != t->task.id && thread_is_finished(o->state))
        vec_push(&deed->orders, (struct deed_order){from, t->task.id});
}

void step_deed_object(struct direct *d, const struct direct_task *t, const struct op *op,
                      const struct object_view *view, const struct object_outcome *outcome)
{
    struct deed *deed = &d->deeds->deed;
    const struct object *o = view->object;
    bool eager = op->flags & OP_EAGER;
    if (o->ops == &thread_ops && eager) {
        eager_thread(d, t, op, o, deed);
        return;
    }
    enum deed_mode mode = mode_of(o, op);
    if (!eager && mode != DEED_POST)
        deed->conditional = 1;
    bool looks = outcome->unchanged && !outcome->timed_out;
    touch_object(d, o, looks ? DEED_LOOK : mode, deed);
    touch_object(d, view->second, looks ? DEED_LOOK : DEED_CHANGE, deed);
    if (op->flags & OP_TIMED)
        touch_other(deed, DEED_TIMEOUTS, DEED_CHANGE);
    if (d->machine.options.spurious_max > 0)
        touch_other(deed, DEED_SPURIOUS, DEED_CHANGE);
}

void step_deed_spawn(struct direct *d, const struct direct_task *parent, task_id child)
{
    struct deed *deed = &d->deeds->deed;
    touch_other(deed, DEED_SLOTS, DEED_CHANGE);
    /* the slot may be that of a task that ended */
    vec_push(&deed->orders, (struct deed_order){child, parent->task.id});
    vec_push(&deed->orders, (struct deed_order){parent->task.id, child});
}

void step_deed_retire(struct direct *d)
{
    touch_other(&d->deeds->deed, DEED_SLOTS, DEED_RETIRE);
}

void step_deed_block(struct direct *d, uint64_t start, uint64_t bytes)
{
    deed_touch(&d->deeds->deed, start, bytes, DEED_CHANGE);
}

void step_deed_library(struct direct *d)
{
    touch_other(&d->deeds->deed, DEED_LIBRARY, DEED_CHANGE);
}

/* The machine's side. */

static uint32_t last(const struct machine *m)
{
    struct direct *d = direct_of((struct machine *)m);
    struct deed *deed = &d->deeds->deed;
    deed->everything |= m->end == END_EXITED;
    return deed_set_add(&d->deeds->set, deed);
}

static void get(const struct machine *m, uint32_t number, struct deed *out)
{
    deed_set_get(&direct_of((struct machine *)m)->deeds->set, number, out);
}

static void intend(struct machine *m, task_id task, struct deed *out)
{
    struct direct *d = direct_of(m);
    const struct direct_task *t = direct_task(d, task);
    const struct op *op = &t->task.pending;
    deed_clear(out);
    if (t->task.state == TASK_AWAITING)
        touch_awaited(d, t, out);
    if (op->flags & OP_CANCELLABLE || op->kind == OP_FOREVER)
        touch_own_thread(d, t, out);
    if (op_is_cell(op)) {
        cell(op, op_may_write(op), out);
    } else if (op->kind == OP_REGION) {
        region(t, out);
    } else if (op->kind == OP_OBJECT) {
        const struct object *o = object_get(m, op->object);
        touch_object(d, o, mode_of(o, op), out);
        touch_object(d, object_get(m, op->object2), DEED_CHANGE, out);
    }
    out->conditional = 1;
    out->everything = op->kind == OP_EXIT || op->kind == OP_ATOMIC; /* nobody knows what it will do */
}

static uint32_t tasks(const struct machine *m)
{
    return m->task_limit;
}

static bool is_unfinished(struct machine *m, task_id task)
{
    return m->tasks[task]->state == TASK_PENDING || m->tasks[task]->state == TASK_AWAITING;
}

static bool goes_round(struct machine *m, task_id task)
{
    return task < m->task_limit && m->tasks[task]->state == TASK_AWAITING;
}

const struct machine_deeds direct_deeds = {
    .last = last,
    .get = get,
    .intend = intend,
    .tasks = tasks,
    .is_unfinished = is_unfinished,
    .goes_round = goes_round,
};

void step_deed_keep(struct machine *direct, bool wanted)
{
    struct direct *d = direct_of(direct);
    if (wanted && d->deeds_kept == NULL)
        d->deeds_kept = memory_new(1, sizeof *d->deeds_kept);
    d->deeds = wanted ? d->deeds_kept : NULL;
    direct->deeds = wanted ? &direct_deeds : NULL;
}
