/* SPDX-License-Identifier: MIT */
/* The recorder: an observer that turns what a machine does into a trace. */
#include "traces/recorder_names.h"

#include "base/check.h"
#include "sim/debuginfo.h"
#include "sim/program.h"

#include <string.h>

/* An operation that has been performed, but whose task has not got to its next one yet. */
struct open_step {
    uint64_t index; /* of the machine's step */
    size_t place;   /* in trace->steps */
};

/*
 * A step is observed when it is over, after all that the task did before its next operation: what
 * it printed, which tasks it created, which eager operations it performed.  In the trace it comes
 * before them, so its place is reserved when the first of them is seen.
 */
struct recorder {
    struct machine *m;
    struct trace *trace;
    struct names names;
    uint64_t operations; /* that have a place in the trace */
    VEC(struct open_step) open_steps;
    uint32_t tasks[TASKS_MAX];  /* by id: index in trace->tasks of who has it now; or UINT32_MAX */
    struct trace_step printing; /* the note that printed will be the value of */
    struct str printed;         /* not yet in the trace; empty = none */
};

static uint32_t add_task(struct recorder *r, task_id id, uint64_t created_pc)
{
    const struct task *task = r->m->tasks[id];
    const char *function = NULL;
    if (task != NULL)
        function = debuginfo_function(debuginfo_of(r->m->program), task->entry_pc);
    str_clear(&r->names.scratch);
    machine_name_task(r->m, id, &r->names.scratch);
    struct trace_task new = {
        .name = memory_copy_text(str_text(&r->names.scratch)),
        .function = memory_copy_text(function != NULL ? function : "?"),
        .site = names_site(&r->names, created_pc),
    };
    r->tasks[id] = (uint32_t)r->trace->tasks.count;
    vec_push(&r->trace->tasks, new);
    return r->tasks[id];
}

/* The trace's task that has this id now. */
static uint32_t task_of(struct recorder *r, task_id id)
{
    ASSERT_LT(id, TASKS_MAX);
    if (r->tasks[id] != UINT32_MAX)
        return r->tasks[id];
    const struct task *task = r->m->tasks[id];
    return add_task(r, id, task != NULL ? task->created_pc : 0);
}

/* Output arrives in pieces (putchar); a note is a line, or what was printed between two steps. */
static void flush_output(struct recorder *r)
{
    if (r->printed.bytes == 0)
        return;
    struct trace_step note = r->printing;
    note.value = names_text(&r->names, str_text(&r->printed));
    vec_push(&r->trace->steps, note);
    str_clear(&r->printed);
}

/* Gives every operation before this one a place. */
static void reserve_places(struct recorder *r, uint64_t operations)
{
    if (r->operations >= operations)
        return;
    flush_output(r);
    for (; r->operations < operations; r->operations++) {
        struct open_step open = {r->operations, r->trace->steps.count};
        struct trace_step unknown = {
            .kind = TRACE_OPERATION,
            .region = TRACE_NO_REGION,
            .site = UINT32_MAX,
            .verb = names_text(&r->names, "?"),
            .target = UINT32_MAX,
            .value = UINT32_MAX,
        };
        vec_push(&r->open_steps, open);
        vec_push(&r->trace->steps, unknown);
    }
}

/* Puts an operation where it belongs. */
static void place_operation(struct recorder *r, uint64_t index, const struct trace_step *step)
{
    if (index >= r->operations) {
        reserve_places(r, index);
        vec_push(&r->trace->steps, *step);
        r->operations = index + 1;
        return;
    }
    for (size_t i = 0; i < r->open_steps.count; i++) {
        if (r->open_steps.items[i].index != index)
            continue;
        r->trace->steps.items[r->open_steps.items[i].place] = *step;
        r->open_steps.items[i] = *vec_last(&r->open_steps);
        r->open_steps.count--;
        return;
    }
    UNREACHABLE();
}

static struct trace_step note_of(struct recorder *r, enum trace_step_kind kind, task_id task,
                                 const char *verb, uint64_t pc)
{
    return (struct trace_step){
        .kind = (uint8_t)kind,
        .region = TRACE_NO_REGION,
        .task = task_of(r, task),
        .site = names_site(&r->names, pc),
        .verb = names_text(&r->names, verb),
        .target = UINT32_MAX,
        .value = UINT32_MAX,
    };
}

static void record_output(struct recorder *r, const struct event *event)
{
    enum { NOTE_BYTES_MAX = 4096 };
    const char *verb = event->fd == 2 ? "print to stderr" : "print";
    reserve_places(r, r->m->steps);
    struct trace_step note = note_of(r, TRACE_OUTPUT, event->task, verb, event->pc);
    if (note.task != r->printing.task || note.verb != r->printing.verb)
        flush_output(r);
    for (size_t i = 0; i < event->count; i++) {
        char byte = event->bytes[i];
        if (r->printed.bytes == 0)
            r->printing = note;
        str_append_bytes(&r->printed, byte == '\0' ? "\xe2\x90\x80" : &byte, byte == '\0' ? 3 : 1);
        if (byte == '\n' || r->printed.bytes >= NOTE_BYTES_MAX)
            flush_output(r);
    }
}

/* The observer. */

static void forget_execution(struct recorder *r)
{
    struct trace *trace = r->trace;
    struct trace old = {
        .texts = trace->texts,
        .sites = trace->sites,
        .tasks = trace->tasks,
        .steps = trace->steps,
    };
    trace_release(&old);
    trace->texts = old.texts;
    trace->sites = old.sites;
    trace->tasks = old.tasks;
    trace->steps = old.steps;
    names_reset(&r->names, r->m, trace);
    for (size_t i = 0; i < TASKS_MAX; i++)
        r->tasks[i] = UINT32_MAX;
    str_clear(&r->printed);
    vec_clear(&r->open_steps);
    r->operations = 0;
}

static void on_reset(void *self)
{
    forget_execution(self);
}

static void on_step(void *self, const struct step *step)
{
    struct recorder *r = self;
    flush_output(r);
    struct op_name name = names_op(&r->names, &step->op);
    struct trace_step new = {
        .kind = TRACE_OPERATION,
        .chosen = step->chosen,
        .eager = step->op.flags & OP_EAGER,
        .region = step->op.kind == OP_REGION ? (uint8_t)step->op.verb : TRACE_NO_REGION,
        .task = task_of(r, step->task),
        .site = names_site(&r->names, step->op.pc),
        .verb = name.verb,
        .target = name.target,
        .value = names_value(&r->names, step),
        .alternative = step->alternative,
    };
    place_operation(r, step->index, &new);
}

static void record_created(struct recorder *r, const struct event *event)
{
    uint32_t created = add_task(r, event->task, event->pc);
    if (event->other == TASK_NONE)
        return; /* main */
    struct trace_step note = note_of(r, TRACE_CREATED, event->other, "create", event->pc);
    note.target = names_text(&r->names, r->trace->tasks.items[created].name);
    note.value = names_text(&r->names, r->trace->tasks.items[created].function);
    vec_push(&r->trace->steps, note);
}

static void on_event(void *self, const struct event *event)
{
    struct recorder *r = self;
    if (event->kind == EVENT_OUTPUT) {
        record_output(r, event);
        return;
    }
    flush_output(r);
    reserve_places(r, r->m->steps);
    if (event->kind == EVENT_TASK_CREATED) {
        record_created(r, event);
        return;
    }
    struct trace_step note = note_of(r, TRACE_FINISHED, event->task, "end", 0);
    vec_push(&r->trace->steps, note);
}

static const struct observer_ops recorder_ops = {
    .on_reset = on_reset,
    .on_step = on_step,
    .on_event = on_event,
};

struct recorder *recorder_new(struct machine *m, struct trace *trace)
{
    struct recorder *r = memory_new(1, sizeof *r);
    r->m = m;
    r->trace = trace;
    forget_execution(r);
    machine_observe(m, &recorder_ops, r);
    return r;
}

static void record_finding(struct recorder *r, const struct finding *finding)
{
    struct trace_finding new = {
        .kind = finding->kind,
        .severity = finding->severity,
        .message = memory_copy_text(finding->message),
        .step = finding->step,
    };
    for (uint32_t i = 0; i < finding->site_count; i++) {
        const struct finding_site *from = &finding->sites[i];
        struct trace_finding_site site = {
            .task = from->task == TASK_NONE ? UINT32_MAX : task_of(r, from->task),
            .site = names_site(&r->names, from->pc),
            .what = memory_copy_text(from->what != NULL ? from->what : ""),
        };
        vec_push(&new.sites, site);
    }
    vec_push(&r->trace->findings, new);
}

void recorder_finish(struct recorder *r)
{
    struct machine *m = r->m;
    struct trace *trace = r->trace;
    flush_output(r);
    for (size_t i = 0; i < m->findings.count; i++)
        record_finding(r, &m->findings.items[i]);
    schedule_copy(&trace->schedule, &m->schedule);
    trace->end = memory_copy_text(trace_end_name(m->end));
    trace->output_count = m->output.bytes;
    trace->output = memory_new(m->output.bytes + 1, 1);
    memcpy(trace->output, str_text(&m->output), m->output.bytes);
    machine_observe(m, NULL, NULL);

    names_release(&r->names);
    vec_release(&r->open_steps);
    str_release(&r->printed);
    free(r);
}
