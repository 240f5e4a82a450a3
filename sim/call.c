/* SPDX-License-Identifier: MIT */
#include "sim/call.h"

#include "sim/buffer.h"
#include "sim/debuginfo.h"
#include "sim/direct.h"
#include "sim/fiber.h"
#include "sim/learn/hooks.h"
#include "sim/perform.h"
#include "sim/step_deed.h"

#include <stdio.h>

struct task *call_task(void)
{
    return &direct_running->current->task;
}

struct machine *call_machine(void)
{
    return &direct_running->machine;
}

int *call_errno(void)
{
    return (int *)direct_running->current->stack.error;
}

void call_note_effect(void)
{
    if (learning())
        learn_note_effect();
    direct_running->current->effect = true;
}

/* What a task uses, in words, that only the direct machine can follow. */
static const char *const slot_words[CALL_SLOTS] = {
    [CALL_SLOT_NAMED_SEMAPHORES] = "named semaphores",
    [CALL_SLOT_KEYS] = "thread-specific data (pthread_key_create)",
    [CALL_SLOT_STDIO] = "streams other than plain output",
    [CALL_SLOT_STDLIB] = "exit handlers",
    [CALL_SLOT_GETOPT] = "getopt",
    [CALL_SLOT_FILES] = "files",
    [CALL_SLOT_SIGNALS] = "signals",
    [CALL_SLOT_THREADS] = "cleanup handlers, names or priorities of threads",
    [CALL_SLOT_RANDOM] = "random numbers",
};

/* What one task does there, others can see. */
static const bool is_shared[CALL_SLOTS] = {
    [CALL_SLOT_NAMED_SEMAPHORES] = true, [CALL_SLOT_STDIO] = true,   [CALL_SLOT_STDLIB] = true,
    [CALL_SLOT_GETOPT] = true,           [CALL_SLOT_FILES] = true,   [CALL_SLOT_SIGNALS] = true,
};

void **call_slot(enum call_slot slot)
{
    ASSERT_LT(slot, CALL_SLOTS);
    if (learning() && direct_running->slots[slot] != NULL)
        learn_refuse(slot_words[slot]);
    if (direct_running->deeds && is_shared[slot])
        step_deed_library(direct_running);
    return &direct_running->slots[slot];
}

bool call_slot_is_used(enum call_slot slot)
{
    return direct_running->slots[slot] != NULL && *call_slot(slot) != NULL;
}

void *call_alloc(size_t bytes)
{
    return memset(arena_alloc(&direct_running->machine.arena, bytes), 0, bytes);
}

bool call_is_on_task(void)
{
    return world_in_stacks((uint64_t)(uintptr_t)__builtin_frame_address(0));
}

void call_on_host(void (*function)(void *argument), void *argument)
{
    uint64_t here = (uint64_t)(uintptr_t)__builtin_frame_address(0);
    if (world_in_stacks(here))
        fiber_call(direct_running->host_sp, function, argument);
    else
        function(argument); /* the host itself, or already there */
}

struct performing {
    struct direct *d;
    struct direct_task *t;
    uint64_t result;
    bool enabled;
};

static void observe_eager(const struct performing *p, uint64_t index)
{
    struct machine *m = &p->d->machine;
    struct step step = {.index = index,
                        .task = p->t->task.id,
                        .alternatives = 1,
                        .op = p->t->task.pending,
                        .result = p->result};
    m->observer->on_step(m->observer_self, &step);
}

/* An eager operation that is enabled happens on the spot, without a detour through the engine. */
static void try_eager(void *argument)
{
    struct performing *p = argument;
    struct machine *m = &p->d->machine;
    p->enabled = perform_eager(p->d, p->t, &p->result);
    if (!p->enabled)
        return;
    uint64_t index = m->steps++;
    p->d->choice_valid = false;
    p->d->eager_blocked = false;
    if (m->observer && m->observer->on_step)
        observe_eager(p, index);
}

/* Performs t's pending operation: on the spot if it is eager and enabled, else by posting it. */
static uint64_t perform_pending(struct direct *d, struct direct_task *t)
{
    t->task.last_pc = t->task.pending.pc;
    if (t->task.pending.flags & OP_EAGER && !learning() && buffer_is_empty(t)) {
        struct performing performing = {.d = d, .t = t};
        call_on_host(try_eager, &performing);
        if (d->machine.end != END_NOT_YET)
            direct_leave(d);
        if (performing.enabled)
            return performing.result;
    }
    return direct_post(t);
}

uint64_t call_perform(const struct op *op)
{
    struct direct *d = direct_running;
    d->current->task.pending = *op;
    return perform_pending(d, d->current);
}

/* Written field by field, as it will be read: copying a struct would wait for its narrow stores. */
uint64_t call_object(struct object *object, struct object *second, uint16_t verb, uint64_t arg,
                     uint8_t flags, uint64_t pc)
{
    struct direct *d = direct_running;
    struct op *op = &d->current->task.pending;
    op->kind = OP_OBJECT;
    op->access = 0;
    op->order = 0;
    op->flags = flags;
    op->verb = verb;
    op->object = object->id;
    op->object2 = second ? second->id : 0;
    op->addr = object->addr;
    op->bytes = 0;
    op->arg = arg;
    op->expected = 0;
    op->pc = pc;
    return perform_pending(d, d->current);
}

void call_report_text(struct direct *d, enum finding_kind kind, enum severity severity, uint64_t pc,
                      const char *text)
{
    struct finding finding = {
        .kind = kind, .severity = severity, .message = text, .step = d->machine.steps};
    finding.sites[finding.site_count++] =
        (struct finding_site){d->current->task.id, pc, finding_kind_name(kind)};
    machine_report(&d->machine, &finding);
}

struct report {
    enum finding_kind kind;
    enum severity severity;
    uint64_t pc;
    const char *format;
    va_list arguments;
};

static void write_report(void *argument)
{
    struct report *r = argument;
    struct direct *d = direct_running;
    struct str text = {0};
    machine_name_task(&d->machine, d->current->task.id, &text);
    str_append(&text, ": ");
    str_vprintf(&text, r->format, r->arguments);
    call_report_text(d, r->kind, r->severity, r->pc, str_text(&text));
    str_release(&text);
}

void call_report(enum finding_kind kind, enum severity severity, uint64_t pc, const char *format,
                 ...)
{
    struct direct *d = direct_running;
    struct report report = {.kind = kind, .severity = severity, .pc = pc, .format = format};
    va_start(report.arguments, format);
    call_on_host(write_report, &report);
    va_end(report.arguments);
    if (d->machine.end != END_NOT_YET && call_is_on_task())
        direct_leave(d);
}

static void write_unsupported(void *argument)
{
    struct report *r = argument;
    struct direct *d = direct_running;
    struct machine *m = &d->machine;
    struct str text = {0};
    struct source_site site = debuginfo_site(debuginfo_of(m->program), r->pc);
    str_printf(&text, "%s:%u: ", site.file, site.line);
    str_vprintf(&text, r->format, r->arguments);
    m->unsupported = machine_copy_text(m, str_text(&text));
    str_release(&text);
    machine_end(m, END_UNSUPPORTED);
}

_Noreturn void call_unsupported(uint64_t pc, const char *format, ...)
{
    struct report report = {.pc = pc, .format = format};
    va_start(report.arguments, format);
    call_on_host(write_unsupported, &report);
    va_end(report.arguments);
    direct_leave(direct_running);
}

struct printing {
    int fd;
    const void *bytes;
    size_t count;
};

static void print(void *argument)
{
    const struct printing *p = argument;
    struct machine *m = &direct_running->machine;
    size_t room = OUTPUT_BYTES_MAX - m->output.bytes;
    str_append_bytes(&m->output, p->bytes, p->count < room ? p->count : room);
    m->output_cut |= p->count > room;
    m->output_total += p->count;
    direct_running->current->prints++;
    if (m->output_total > OUTPUT_TOTAL_MAX && m->end == END_NOT_YET)
        machine_end(m, END_FLOODED);
    if (m->observer == NULL || m->observer->on_event == NULL)
        return;
    struct event event = {.kind = EVENT_OUTPUT,
                          .task = direct_running->current->task.id,
                          .other = TASK_NONE,
                          .pc = direct_running->current->task.last_pc,
                          .bytes = p->bytes,
                          .count = p->count,
                          .fd = p->fd};
    m->observer->on_event(m->observer_self, &event);
}

/*
 * Output is no operation, but a task that prints for ever must not be all that happens.  More scheduling
 * points than needed lose nothing.
 */
static void let_others_run(struct direct *d)
{
    enum { PRINTS_MAX = 2000 };
    if (d->print_step != d->machine.steps)
        d->prints = 0;
    d->print_step = d->machine.steps;
    if (++d->prints < PRINTS_MAX)
        return;
    if (learning())
        learn_refuse("much output without an operation");
    const struct op yield = {.kind = OP_YIELD, .pc = d->current->task.last_pc};
    call_perform(&yield);
}

/* Others may run before it. */
static void post_output(struct direct *d, const void *bytes, size_t count)
{
    const struct op op = {.kind = OP_PRINT, .bytes = count, .pc = d->current->task.last_pc};
    if (learning())
        learn_print(bytes, count, op.pc);
    else
        call_perform(&op);
}

void call_output(int fd, const void *bytes, size_t count)
{
    struct printing printing = {fd, bytes, count};
    if (UNLIKELY(direct_running->prints_visibly) && fd == 1 && call_is_on_task())
        post_output(direct_running, bytes, count);
    if (!learning()) /* it is no part of a state */
        call_on_host(print, &printing);
    if (!call_is_on_task())
        return;
    if (UNLIKELY(direct_running->machine.end != END_NOT_YET))
        direct_leave(direct_running);
    let_others_run(direct_running);
}

_Noreturn void call_exit_process(int status)
{
    struct direct *d = direct_running;
    if (learning())
        learn_exit(status);
    buffer_drain(d, d->current->task.last_pc);
    const struct op op = {
        .kind = OP_EXIT, .arg = (uint64_t)status, .pc = d->current->task.last_pc};
    call_perform(&op);
    UNREACHABLE();
}

_Noreturn void call_exit_task(void)
{
    direct_running->ended = true;
    direct_leave(direct_running);
}
