/* SPDX-License-Identifier: MIT */
/*
 * Performing operations: what each kind does to cells, objects, clocks and regions.
 *
 * Plain and volatile accesses happen natively once the task goes on; here only their history is
 * updated.  Atomic accesses of up to 8 bytes are performed here.
 */
#include "sim/direct.h"
#include "sim/objects/thread.h"
#include "sim/perform.h"
#include "sim/perform_cell.h"
#include "sim/section.h"
#include "sim/step_deed.h"

uint64_t perform_peek(uint64_t addr, uint64_t bytes)
{
    return bytes <= sizeof(uint64_t) ? cell_load(addr, bytes) : 0;
}

static struct object_view view_of(struct direct *d, const struct direct_task *t,
                                  const struct op *op)
{
    const struct machine *m = &d->machine;
    const struct object *thread = op->flags & OP_CANCELLABLE ? object_get(m, t->task.object) : NULL;
    return (struct object_view){
        .object = object_get(m, op->object),
        .second = object_get(m, op->object2),
        .task = t->task.id,
        .may_time_out = (op->flags & OP_TIMED) && m->timeouts < m->options.timeouts_max,
        .may_wake_spuriously = m->spurious < m->options.spurious_max,
        .choose_waiter = m->options.choose_waiter,
        .cancelled = thread && thread_is_cancelled(thread->state),
    };
}

static uint32_t object_alternatives(struct direct *d, struct direct_task *t, bool time_out)
{
    const struct op *op = &t->task.pending;
    struct object_view view = view_of(d, t, op);
    if (time_out)
        view.may_time_out = op->flags & OP_TIMED;
    return view.object->ops->alternatives(&view, op);
}

static bool is_cancelled_anywhere(struct direct *d, const struct direct_task *t)
{
    const struct object *thread = object_get(&d->machine, t->task.object);
    return thread != NULL && thread_is_cancelled_anywhere(thread->state);
}

uint32_t perform_alternatives(struct direct *d, struct direct_task *t)
{
    const struct op *op = &t->task.pending;
    switch ((enum op_kind)op->kind) {
    case OP_OBJECT:
        return object_alternatives(d, t, false);
    case OP_CHOOSE:
        return op->arg ? (uint32_t)op->arg : 1;
    case OP_FOREVER:
        return op->arg == FOREVER_UNTIL_CANCELLED && is_cancelled_anywhere(d, t) ? 1 : 0;
    case OP_NONE:
        return 0;
    default:
        return 1;
    }
}

uint32_t perform_alternatives_late(struct direct *d, struct direct_task *t)
{
    const struct op *op = &t->task.pending;
    if (op->kind != OP_OBJECT || !(op->flags & OP_TIMED))
        return 0;
    return object_alternatives(d, t, true);
}

/* An access of more than 8 bytes: only its history; the hook does the rest. */
static bool is_done_by_hook(const struct op *op)
{
    return op->bytes > 8 || (op->flags & OP_RANGE);
}

static uint64_t perform_atomic(struct direct *d, struct direct_task *t, const struct op *op)
{
    bool reads = op->kind != OP_STORE;
    bool writes = op->kind != OP_LOAD;
    bool by_hook = is_done_by_hook(op);
    uint64_t old = by_hook ? 0 : perform_peek(op->addr, op->bytes);
    if (op->kind == OP_COMPARE_EXCHANGE && !by_hook)
        writes = old == cell_truncate(op->expected, op->bytes);
    if (reads)
        history_read(d, t, op->addr, op->bytes, ACCESS_ATOMIC, op->pc);
    if (writes)
        history_write(d, t, op->addr, op->bytes, ACCESS_ATOMIC, op->pc);
    if (!by_hook)
        return cell_perform_atomic(d, t, op, old, reads, writes);
    if (reads)
        history_acquire(d, t, op->addr, op->order);
    if (writes)
        history_release(d, t, op->addr, op->order, reads);
    if (writes)
        t->effect = true;
    else
        await_note_read(d, t, op->addr, op->bytes, ACCESS_ATOMIC);
    return 0;
}

static void perform_access(struct direct *d, struct direct_task *t, const struct op *op)
{
    enum access access = op->access;
    enum memory_model model = d->machine.options.memory;
    if (op->kind == OP_READ) {
        history_read(d, t, op->addr, op->bytes, access, op->pc);
        if (access == ACCESS_VOLATILE)
            history_acquire(d, t, op->addr, memory_model_volatile_order(model, false));
        await_note_read(d, t, op->addr, op->bytes, op->access);
        return;
    }
    history_write(d, t, op->addr, op->bytes, access, op->pc);
    if (access == ACCESS_VOLATILE)
        history_release(d, t, op->addr, memory_model_volatile_order(model, true), false);
    if (op->addr - t->stack.limit >= t->stack.base - t->stack.limit)
        t->effect = true;
}

static void apply_edges(struct direct *d, struct direct_task *t, const struct object_view *view,
                        uint32_t edges)
{
    struct arena *arena = &d->machine.arena;
    struct object *o = view->object;
    if (edges & EDGE_ACQUIRE)
        clock_join(arena, &t->clock, o->clocks[0]);
    if (edges & EDGE_ACQUIRE_SHARED)
        clock_join(arena, &t->clock, o->clocks[1]);
    if (edges & EDGE_ACQUIRE_SECOND && view->second)
        clock_join(arena, &t->clock, view->second->clocks[0]);
    if (edges & EDGE_RELEASE)
        clock_join(arena, &o->clocks[0], t->clock);
    if (edges & EDGE_RELEASE_SHARED)
        clock_join(arena, &o->clocks[1], t->clock);
    if (edges & EDGE_RELEASE_SECOND && view->second)
        clock_join(arena, &view->second->clocks[0], t->clock);
    if (edges & (EDGE_RELEASE | EDGE_RELEASE_SHARED | EDGE_RELEASE_SECOND))
        direct_advance_epoch(t);
}

static void note_change(struct direct *d, struct object *o, const struct op *op)
{
    if (o == NULL)
        return;
    o->version++;
    o->changed_pc = op->pc;
    if (o->ops->mirror == NULL || o->addr == 0)
        return;
    access_mark_dirty(d, o->addr, o->mirror_bytes);
    o->ops->mirror(object_state(o), (void *)o->addr);
}

static void report_misuse(struct direct *d, struct direct_task *t, const struct op *op,
                          const struct object *object, const struct object_outcome *outcome)
{
    struct machine *m = &d->machine;
    struct str text = {0}, name = {0};
    machine_name_task(m, t->task.id, &text);
    machine_name_object(m, object, &name);
    str_printf(&text, " %s (%s", outcome->misuse, str_text(&name));
    if (outcome->misuse_other != TASK_NONE) {
        str_append(&text, "; ");
        machine_name_task(m, outcome->misuse_other, &text);
    }
    str_append(&text, ")");
    struct finding finding = {.kind = FINDING_MISUSE,
                              .severity = SEVERITY_ERROR,
                              .goes_on = !outcome->fatal,
                              .message = str_text(&text),
                              .step = m->steps};
    finding.sites[finding.site_count++] = (struct finding_site){t->task.id, op->pc, outcome->misuse};
    finding_add_object(&finding, str_text(&name));
    machine_report(m, &finding);
    str_release(&name);
    str_release(&text);
}

static uint64_t apply_object(struct direct *d, struct direct_task *t, const struct op *op,
                             const struct object_view *seen, uint32_t alternative)
{
    struct machine *m = &d->machine;
    struct object_view view = *seen;
    struct object_outcome outcome = {.misuse_other = TASK_NONE};
    view.object->ops->apply(&view, op, alternative, &outcome);
    m->timeouts += outcome.timed_out;
    m->spurious += outcome.spurious;
    apply_edges(d, t, &view, outcome.edges);
    if (UNLIKELY(d->deeds != NULL))
        step_deed_object(d, t, op, &view, &outcome);
    if (outcome.unchanged) {
        await_note_object(d, t, op->object);
    } else {
        t->effect = true;
        note_change(d, view.object, op);
        note_change(d, view.second, op);
    }
    if (outcome.misuse)
        report_misuse(d, t, op, view.object, &outcome);
    return outcome.result;
}

static uint64_t perform_object(struct direct *d, struct direct_task *t, const struct op *op,
                               uint32_t alternative)
{
    struct object_view view = view_of(d, t, op);
    if (op->flags & OP_TIMED)
        view.may_time_out = true; /* a late timeout, when nothing else could run */
    return apply_object(d, t, op, &view, alternative);
}

bool perform_eager(struct direct *d, struct direct_task *t, uint64_t *result)
{
    const struct op *op = &t->task.pending;
    ASSERT(op->kind == OP_OBJECT);
    struct object_view view = view_of(d, t, op);
    if (view.object->ops->alternatives(&view, op) == 0)
        return false;
    *result = apply_object(d, t, op, &view, 0);
    return true;
}

uint64_t perform_op(struct direct *d, struct direct_task *t, const struct op *op,
                    uint32_t alternative)
{
    switch ((enum op_kind)op->kind) {
    case OP_READ:
    case OP_WRITE:
        perform_access(d, t, op);
        return 0;
    case OP_OBJECT:
        return perform_object(d, t, op, alternative);
    case OP_CHOOSE:
        t->effect = true;
        return alternative;
    case OP_REGION:
        perform_region(d, t, op);
        return 0;
    case OP_YIELD:
        return 0;
    case OP_PRINT: /* the task goes on to do it */
        t->effect = true;
        return 0;
    case OP_ATOMIC:
        section_enter(d, t);
        return 0;
    case OP_EXIT:
        d->machine.exit_status = (int)op->arg;
        machine_end(&d->machine, END_EXITED);
        return 0;
    case OP_FOREVER:
    case OP_FENCE: /* the task's buffer is empty, and history_fence follows */
        return 0;
    case OP_NONE:
    case OP_FLUSH:
    case OP_SPAWN:
    case OP_END:
    case OP_ALLOCATE:
    case OP_FREE:
    case OP_BLOCK:
    case OP_KINDS:
        UNREACHABLE();
    default:
        return perform_atomic(d, t, op);
    }
}
