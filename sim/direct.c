/* SPDX-License-Identifier: MIT */
/*
 * The direct machine: reset, choice, step.
 *
 * Invariants between steps: every task is free, pending, awaiting or finished (never running); host_sp
 * is NULL; newborns is empty; the stack image of a pending task is [sp, stack.base).
 */
#include "sim/direct.h"
#include "sim/access.h"
#include "sim/crash.h"
#include "sim/fiber.h"
#include "sim/heap.h"
#include "sim/heap_state.h"
#include "sim/perform.h"
#include "sim/process.h"
#include "sim/race_report.h"
#include "sim/spawn.h"

#include <sys/mman.h>

enum { FUEL_TANK = 512, OPERATION_NS = 1000, MAIN_STACK_BYTES = 8 << 20 };

_Thread_local struct direct *direct_running;

void direct_advance_epoch(struct direct *d, struct direct_task *t)
{
    uint32_t epoch = ++t->clock->at[t->task.id];
    if (d->current == t)
        d->current_epoch = epoch;
}

void direct_enter(struct direct *d, struct direct_task *t)
{
    d->current = t;
    d->current_id = t->task.id;
    d->current_epoch = t->clock->at[t->task.id];
    d->own_stack = t->stack.limit;
    d->own_stack_bytes = t->stack.base - t->stack.limit;
}

uint64_t direct_post(struct direct_task *t)
{
    t->task.state = TASK_PENDING;
    return fiber_switch(&t->sp, direct_running->host_sp, 0);
}

void direct_probe(struct direct_task *t)
{
    direct_running->probing = true;
    fiber_switch(&t->sp, direct_running->host_sp, 0);
}

_Noreturn void direct_leave(struct direct *d)
{
    void *nowhere;
    d->on_host = false;
    fiber_switch(&nowhere, d->host_sp, 0);
    UNREACHABLE();
}

/* Lets t run natively up to its next operation, its end, or the end of the execution. */
static void run_task(struct direct *d, struct direct_task *t, uint64_t result)
{
    direct_enter(d, t);
    d->current_epoch = t->clock->at[t->task.id];
    d->fuel = await_watching(t) ? 0 : d->fuel_tank;
    t->task.state = TASK_RUNNING;
    t->stack_used = true;
    do {
        d->probing = false;
        fiber_switch(&d->host_sp, t->sp, result);
    } while (UNLIKELY(d->probing) && !await_probed(d, t));
    d->probing = false;
    d->host_sp = NULL;
    crash_settle(d, t);
    if (d->machine.end != END_NOT_YET)
        return;
    if (t->task.state == TASK_PENDING)
        await_posted(d, t);
}

static void announce(struct direct *d, enum event_kind kind, const struct direct_task *t)
{
    struct machine *m = &d->machine;
    if (m->observer == NULL || m->observer->on_event == NULL)
        return;
    struct event event = {
        .kind = kind, .task = t->task.id, .other = t->task.parent, .pc = t->task.created_pc};
    m->observer->on_event(m->observer_self, &event);
}

static void finish_task(struct direct *d, struct direct_task *t)
{
    d->ended = false;
    t->task.state = TASK_FINISHED;
    t->task.pending.kind = OP_NONE;
    announce(d, EVENT_TASK_FINISHED, t);
    struct object *thread = object_get(&d->machine, t->task.object);
    if (thread)
        clock_join(&d->machine.arena, &thread->clocks[0], t->clock);
    thread_ended(&d->machine, &t->task);
    if (t->task.detached)
        machine_retire(&d->machine, t->task.id);
}

/* Runs t, then every task that came to life meanwhile, each up to its first operation. */
static void run_with_newborns(struct direct *d, struct direct_task *t, uint64_t result)
{
    struct machine *m = &d->machine;
    run_task(d, t, result);
    if (d->ended && m->end == END_NOT_YET)
        finish_task(d, t);
    for (size_t i = 0; i < d->newborns.count && m->end == END_NOT_YET; i++) {
        struct direct_task *child = direct_task(d, d->newborns.items[i]);
        announce(d, EVENT_TASK_CREATED, child);
        run_task(d, child, 0);
        if (d->ended && m->end == END_NOT_YET)
            finish_task(d, child);
    }
    vec_clear(&d->newborns);
}

static void observe_step(struct direct *d, struct step *step)
{
    struct machine *m = &d->machine;
    if (step->has_values)
        step->after = perform_peek(step->op.addr, step->op.bytes);
    if (m->observer->on_step)
        m->observer->on_step(m->observer_self, step);
}

static void make_step(struct direct *d, struct direct_task *t, uint32_t alternative, bool chosen)
{
    struct machine *m = &d->machine;
    const struct op *op = &t->task.pending;
    bool cell_only = op_is_cell(op) && d->awaiting == 0;
    struct step step = {0};
    bool observed = m->observer != NULL;
    if (UNLIKELY(observed)) {
        step = (struct step){.index = m->steps,
                             .task = t->task.id,
                             .chosen = chosen,
                             .alternative = alternative,
                             .op = *op,
                             .has_values = op_is_cell(op) && op->bytes <= 8};
        if (step.has_values)
            step.before = perform_peek(op->addr, op->bytes);
    }
    if (t->task.state == TASK_AWAITING)
        d->awaiting--;
    direct_enter(d, t);
    t->task.last_pc = op->pc;
    t->task.ops++;
    t->task.clock_ns += OPERATION_NS;
    uint64_t result = perform_op(d, t, op, alternative);
    step.result = result;
    m->steps++;
    if (LIKELY(m->end == END_NOT_YET))
        run_with_newborns(d, t, result);
    if (UNLIKELY(observed))
        observe_step(d, &step);
    if (m->end == END_NOT_YET && m->steps >= m->options.steps_max)
        m->end = END_CUT;
    d->choice.previous = t->task.id;
    d->choice.step = m->steps;
    d->choice_valid = cell_only && t->task.state == TASK_PENDING && op_is_cell(op) &&
                      m->end == END_NOT_YET;
}

static void direct_step(struct machine *m, task_id task, uint32_t alternative)
{
    struct direct *d = direct_of(m);
    ASSERT(m->end == END_NOT_YET);
    make_step(d, direct_task(d, task), alternative, true);
}

static bool is_waiting(const struct direct_task *t)
{
    return t && (t->task.state == TASK_PENDING || t->task.state == TASK_AWAITING);
}

static uint32_t alternatives_of(struct direct *d, struct direct_task *t)
{
    if (t->task.state == TASK_AWAITING)
        return await_is_over(d, t) ? 1 : 0;
    return perform_alternatives(d, t);
}

/* Fills the enabled set.  Returns an eager task that must go first, or NULL. */
static struct direct_task *collect_enabled(struct direct *d, bool late, uint32_t *waiting)
{
    struct machine *m = &d->machine;
    d->choice.count = 0;
    *waiting = 0;
    for (uint32_t i = 0; i < m->task_limit; i++) {
        struct direct_task *t = direct_task(d, (task_id)i);
        if (!is_waiting(t))
            continue;
        ++*waiting;
        uint32_t alternatives =
            late ? perform_alternatives_late(d, t) : alternatives_of(d, t);
        if (alternatives == 0)
            continue;
        if (t->task.pending.flags & OP_EAGER)
            return t;
        d->enabled[d->choice.count++] =
            (struct enabled){t->task.id, alternatives, &t->task.pending};
    }
    return NULL;
}

static void rebuild_choice(struct direct *d)
{
    struct machine *m = &d->machine;
    task_id previous = d->choice.previous;
    uint32_t waiting = 0;
    while (m->end == END_NOT_YET) {
        struct direct_task *eager = collect_enabled(d, false, &waiting);
        if (eager) {
            make_step(d, eager, 0, false);
            continue;
        }
        if (d->choice.count == 0)
            collect_enabled(d, true, &waiting); /* time passes: timed waits end */
        if (d->choice.count == 0)
            m->end = waiting ? END_STUCK : END_FINISHED;
        break;
    }
    if (m->end != END_NOT_YET)
        d->choice.count = 0;
    d->choice.previous = previous;
    d->choice.previous_enabled = false;
    for (uint32_t i = 0; i < d->choice.count; i++)
        if (d->enabled[i].task == previous)
            d->choice.previous_enabled = true;
    d->choice.step = m->steps;
    d->choice_valid = true;
}

static const struct choice *direct_choice(struct machine *m)
{
    struct direct *d = direct_of(m);
    if (LIKELY(d->choice_valid))
        d->choice.previous_enabled = true; /* it posted an access to a cell */
    else
        rebuild_choice(d);
    return &d->choice;
}

/* Tasks. */

static struct direct_task *slot_of(struct direct *d, task_id id)
{
    struct machine *m = &d->machine;
    if (m->tasks[id] == NULL)
        m->tasks[id] = memory_new(1, sizeof(struct direct_task));
    if (id >= m->task_limit)
        m->task_limit = id + 1u;
    return direct_task(d, id);
}

static void place_tls(struct direct *d, const struct direct_task *t)
{
    const struct program *p = d->machine.program;
    memcpy((void *)t->stack.tls, p->tls_image, p->tls_image_bytes);
    memset((void *)(t->stack.tls + p->tls_image_bytes), 0, p->tls_bytes - p->tls_image_bytes);
}

static void start_task(struct direct *d, struct direct_task *t, task_id id, size_t stack_bytes,
                       void (*entry)(void *))
{
    struct stack stack = t->stack;
    bool stack_ready = t->stack_ready;
    struct await *await = t->await;
    uint32_t epoch_before = t->epoch_before;
    *t = (struct direct_task){.await = await, .stack = stack, .epoch_before = epoch_before};
    if (!stack_ready)
        stack_init(&t->stack, id, stack_bytes, d->machine.program->tls_bytes,
                   d->machine.program->tls_align);
    else
        stack_set_bytes(&t->stack, stack_bytes);
    t->stack_ready = true;
    t->stack_used = true;
    await_reset(t);
    t->task.id = id;
    t->task.state = TASK_RUNNING;
    t->task.parent = TASK_NONE;
    place_tls(d, t);
    t->clock = clock_new(&d->machine.arena, d->machine.task_limit);
    t->sp = fiber_prepare((void *)t->stack.base, entry, t);
}

static void child_entry(void *self)
{
    struct direct_task *t = self;
    thread_main(t->entry, t->argument);
}

static task_id free_slot(const struct machine *m)
{
    for (uint32_t i = 1; i < TASKS_MAX; i++)
        if (m->tasks[i] == NULL || i >= m->task_limit || m->tasks[i]->state == TASK_FREE)
            return (task_id)i;
    return TASK_NONE;
}

task_id machine_spawn(struct machine *m, uint64_t entry, uint64_t argument,
                      const struct spawn_options *options, uint64_t pc)
{
    struct direct *d = direct_of(m);
    struct direct_task *parent = d->current;
    task_id id = free_slot(m);
    if (id == TASK_NONE)
        return TASK_NONE;
    bool reused = id < m->task_limit;
    struct direct_task *t = slot_of(d, id);
    if (reused) {
        stack_clear(&t->stack);
        history_forget(d, t->stack.grown, t->stack.end - t->stack.grown);
    } else {
        t->epoch_before = 0;
    }
    start_task(d, t, id, options->stack_bytes ? options->stack_bytes : m->options.stack_bytes,
               child_entry);
    t->entry = entry;
    t->argument = argument;
    t->task.parent = parent->task.id;
    t->task.serial = ++d->serials;
    t->task.entry_pc = entry;
    t->task.created_pc = pc;
    t->task.detached = options->detached;
    t->task.clock_ns = parent->task.clock_ns;
    clock_join(&m->arena, &t->clock, parent->clock);
    if (t->clock->count <= id) /* made before the table grew */
        clock_join(&m->arena, &t->clock, clock_new(&m->arena, m->task_limit));
    t->clock->at[id] = t->epoch_before + 1;
    if (parent->clock->count < m->task_limit)
        clock_join(&m->arena, &parent->clock, clock_new(&m->arena, m->task_limit));
    direct_advance_epoch(d, parent);
    vec_push(&d->newborns, id);
    d->choice_valid = false;
    return id;
}

void machine_retire(struct machine *m, task_id task)
{
    struct direct_task *t = direct_task(direct_of(m), task);
    ASSERT(t->task.state == TASK_FINISHED);
    t->epoch_before = t->clock->at[task];
    t->task.state = TASK_FREE;
}

/* Reset. */

static void restore_data(struct direct *d)
{
    const struct program *p = d->machine.program;
    for (size_t i = 0; i < d->dirty.count; i++) {
        uint64_t from = d->dirty.items[i], to = from + GRANULE_BYTES;
        from = from < p->data_start ? p->data_start : from;
        to = to > p->data_end ? p->data_end : to;
        memcpy((void *)from, p->pristine + (from - p->data_start), to - from);
    }
    vec_clear(&d->dirty);
}

static void clear_stacks(struct direct *d)
{
    struct machine *m = &d->machine;
    for (uint32_t i = 0; i < m->task_limit; i++) {
        struct direct_task *t = direct_task(d, (task_id)i);
        t->task.state = TASK_FREE;
        if (!t->stack_used)
            continue;
        stack_clear(&t->stack);
        t->stack_used = false;
    }
    m->task_limit = 0;
}

static void set_marks(const struct promotion *promoted, bool on)
{
    struct shadow *s = shadow_of(promoted->addr);
    s->promoted = (uint8_t)(on ? s->promoted | promoted->mask : s->promoted & ~promoted->mask);
}

/* Puts the promotions found so far (or those of a recorded schedule) in force. */
static void apply_promotions(struct direct *d)
{
    struct machine *m = &d->machine;
    if (m->promoted_replaced) {
        for (size_t i = 0; i < d->promoted_marked.count; i++)
            set_marks(&d->promoted_marked.items[i], false);
        vec_clear(&d->promoted_marked);
        vec_clear(&m->schedule.promoted);
        m->promoted_replaced = false;
    }
    for (size_t i = d->promoted_marked.count; i < m->promoted.count; i++) {
        struct promotion promoted = m->promoted.items[i];
        set_marks(&promoted, true);
        vec_push(&d->promoted_marked, promoted);
        vec_push(&m->schedule.promoted, promoted);
    }
}

/* After 2^32 executions the generation starts anew: no shadow may look current. */
static void next_generation(struct direct *d)
{
    if (LIKELY(++d->generation != 0))
        return;
    madvise((void *)SHADOW_BASE, WORLD_BYTES / GRANULE_BYTES * sizeof(struct shadow),
            MADV_DONTNEED);
    d->generation = 1;
    for (size_t i = 0; i < d->promoted_marked.count; i++)
        set_marks(&d->promoted_marked.items[i], true);
}

static void forget_execution(struct direct *d)
{
    struct machine *m = &d->machine;
    restore_data(d);
    clear_stacks(d);
    heap_reset(d);
    process_restore_arguments(d);
    posix_reset(m);
    arena_reset(&m->arena);
    next_generation(d);
    apply_promotions(d);
    m->end = END_NOT_YET;
    m->exit_status = 0;
    m->exit_by_abort = false;
    m->unsupported = NULL;
    m->steps = 0;
    m->timeouts = m->spurious = 0;
    vec_clear(&m->findings);
    str_clear(&m->output);
    m->output_cut = false;
    m->objects.count = 1;
    d->extras.count = 1;
    vec_clear(&d->newborns);
    d->awaiting = 0;
    d->serials = 0;
    d->fuel_tank = FUEL_TANK;
    d->ended = d->probing = d->on_host = false;
    memset(d->slots, 0, sizeof d->slots);
    d->choice = (struct choice){.enabled = d->enabled, .previous = TASK_NONE};
    d->choice_valid = false;
}

static void direct_reset(struct machine *m)
{
    struct direct *d = direct_of(m);
    forget_execution(d);
    if (m->observer && m->observer->on_reset)
        m->observer->on_reset(m->observer_self);
    struct direct_task *t = slot_of(d, 0);
    t->epoch_before = 0;
    size_t bytes = m->options.stack_bytes > MAIN_STACK_BYTES ? m->options.stack_bytes
                                                             : (size_t)MAIN_STACK_BYTES;
    start_task(d, t, 0, bytes, process_main);
    t->task.entry_pc = m->program->main_entry;
    t->clock->at[0] = 1;
    run_with_newborns(d, t, 0);
}

static void direct_free(struct machine *m)
{
    struct direct *d = direct_of(m);
    crash_uninstall();
    restore_data(d);
    m->promoted_replaced = true;
    vec_clear(&m->promoted);
    apply_promotions(d);
    for (uint32_t i = 0; i < TASKS_MAX; i++) {
        if (m->tasks[i] == NULL)
            continue;
        await_free(direct_task(d, (task_id)i));
        stack_release(&direct_task(d, (task_id)i)->stack);
        free(m->tasks[i]);
    }
    heap_free_state(d);
    race_cache_free(d);
    vec_release(&d->extras);
    vec_release(&d->dirty);
    vec_release(&d->newborns);
    vec_release(&d->promoted_marked);
    vec_release(&m->promoted);
    vec_release(&m->findings);
    vec_release(&m->objects);
    schedule_release(&m->schedule);
    str_release(&m->output);
    arena_release(&m->arena);
    direct_running = NULL;
    free(d);
}

static const struct machine_ops direct_ops = {
    .name = "direct",
    .reset = direct_reset,
    .step = direct_step,
    .choice = direct_choice,
    .free = direct_free,
};

struct machine *machine_new_direct(struct program *program, const struct machine_options *options,
                                   struct error *err)
{
    ASSERT(direct_running == NULL);
    if (!world_reserve(err) || !shadow_reserve(err))
        return NULL;
    struct direct *d = memory_new(1, sizeof *d);
    struct machine *m = &d->machine;
    m->ops = &direct_ops;
    m->program = program;
    m->options = *options;
    d->heap = heap_new();
    d->races = race_cache_new();
    vec_push(&m->objects, NULL);
    vec_push(&d->extras, (struct extra){0});
    direct_running = d;
    if (!process_place_arguments(d, err)) {
        direct_free(m);
        return NULL;
    }
    crash_install(d);
    return m;
}
