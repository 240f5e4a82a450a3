/* SPDX-License-Identifier: MIT */
#include "checker/properties/wait_words.h"

#include "sim/debuginfo.h"
#include "sim/objects/barrier.h"
#include "sim/objects/condition.h"
#include "sim/objects/thread.h"
#include "sim/program.h"

#include <inttypes.h>
#include <string.h>

void words_task(struct str *out, const struct wait_graph *g, task_id task)
{
    machine_name_task(g->machine, task, out);
}

void words_place(struct str *out, const struct wait_graph *g, uint64_t pc)
{
    struct program *program = g->machine->program;
    if (program == NULL || pc == 0)
        return;
    struct source_site site = debuginfo_site(debuginfo_of(program), pc);
    if (site.line > 0)
        str_printf(out, " at %s:%" PRIu32, site.file, site.line);
}

static void append_object(struct str *out, const struct wait_graph *g, const struct object *object)
{
    machine_name_object(g->machine, object, out);
    struct str state = {0};
    if (object->ops->describe != NULL)
        object->ops->describe(object->state, &state);
    if (state.bytes > 0)
        str_printf(out, " (%s)", str_text(&state));
    str_release(&state);
}

/* A task that a signal took from the waiters needs the mutex to go on. */
static void append_condition_wait(struct str *out, const struct wait_graph *g, const struct wait *w,
                                  const struct op *op)
{
    const struct object *mutex = object_get(g->machine, op->object2);
    if (w->kind == WAIT_TASKS && mutex != NULL) {
        str_append(out, "waits for ");
        append_object(out, g, mutex);
        str_append(out, " after it was woken on ");
    } else {
        str_append(out, "waits on ");
    }
    machine_name_object(g->machine, w->object, out);
}

static void append_object_wait(struct str *out, const struct wait_graph *g, const struct wait *w,
                               const struct op *op)
{
    const struct object_ops *ops = w->object->ops;
    if (ops == &condition_ops) {
        append_condition_wait(out, g, w, op);
    } else if (ops == &thread_ops && op->verb == THREAD_PAUSE) {
        str_append(out, "waits for a signal");
    } else if (ops == &thread_ops && task_set_count(&w->blockers) > 0) {
        str_append(out, "waits for ");
        words_task(out, g, task_set_nth(&w->blockers, 0));
        str_append(out, " to end");
    } else {
        str_append(out, ops == &barrier_ops ? "waits at " : "waits for ");
        append_object(out, g, w->object);
    }
}

/* A loop that sleeps or yields may be met there, not where it reads. */
static void append_spin(struct str *out, const struct wait_graph *g, const struct wait *w,
                        const struct op *op)
{
    if (w->object == NULL && !op_is_cell(op)) {
        str_append(out, "spins around a sleep or yield");
        return;
    }
    str_append(out, "spins on ");
    if (w->object != NULL)
        append_object(out, g, w->object);
    else
        machine_name_addr(g->machine, op->addr, op->bytes, out);
}

void words_wait(struct str *out, const struct wait_graph *g, const struct wait *w)
{
    const struct op *op = &g->machine->tasks[w->task]->pending;
    switch (w->kind) {
    case WAIT_TASKS:
    case WAIT_ANYBODY:
        append_object_wait(out, g, w, op);
        break;
    case WAIT_SPIN:
        append_spin(out, g, w, op);
        break;
    case WAIT_FOREVER:
        str_append(out, "loops for ever without any operation");
        break;
    case WAIT_PRINTING:
        str_append(out, "goes round for ever, printing");
        break;
    case WAIT_OTHER:
        str_append(out, "cannot ");
        machine_name_op(g->machine, op, out);
        break;
    }
}

uint32_t words_held(struct str *out, const struct wait_graph *g, task_id task)
{
    const struct machine *m = g->machine;
    uint32_t held = 0;
    for (size_t i = 1; i < m->objects.count; i++) {
        const struct object *object = m->objects.items[i];
        if (object == NULL || !wait_holds(object, task))
            continue;
        str_append(out, held++ == 0 ? "holds " : " and ");
        machine_name_object(m, object, out);
        struct str place = {0};
        words_place(&place, g, object->changed_pc);
        if (place.bytes > 0)
            str_printf(out, " (taken%s)", str_text(&place));
        str_release(&place);
    }
    return held;
}

const char *words_keep(struct str *text, struct machine *m)
{
    char *copy = arena_alloc(&m->arena, text->bytes + 1);
    memcpy(copy, str_text(text), text->bytes + 1);
    str_release(text);
    return copy;
}
