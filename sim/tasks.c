/* SPDX-License-Identifier: MIT */
/* Slots, creation and end of tasks. */
#include "sim/buffer.h"
#include "sim/direct.h"
#include "sim/fiber.h"
#include "sim/fixed_memory.h"
#include "sim/learn/hooks.h"
#include "sim/section.h"
#include "sim/spawn.h"
#include "sim/step_deed.h"

enum { MAIN_STACK_BYTES = 8 << 20 };

void direct_announce(struct direct *d, enum event_kind kind, const struct direct_task *t)
{
    struct machine *m = &d->machine;
    if (m->observer == NULL || m->observer->on_event == NULL)
        return;
    struct event event = {
        .kind = kind, .task = t->task.id, .other = t->task.parent, .pc = t->task.created_pc};
    m->observer->on_event(m->observer_self, &event);
}

void direct_finish_task(struct direct *d, struct direct_task *t)
{
    if (UNLIKELY(d->inside == t))
        section_leave(d, t);
    t->task.state = TASK_FINISHED;
    t->task.pending.kind = OP_NONE;
    direct_announce(d, EVENT_TASK_FINISHED, t);
    struct object *thread = object_get(&d->machine, t->task.object);
    if (thread)
        clock_join(&d->machine.arena, &thread->clocks[0], t->clock);
    thread_ended(&d->machine, &t->task);
    if (t->task.detached)
        machine_retire(&d->machine, t->task.id);
}

static struct direct_task *slot_of(struct direct *d, task_id id)
{
    struct machine *m = &d->machine;
    if (m->tasks[id] == NULL)
        m->tasks[id] = fixed_memory_new(sizeof(struct direct_task));
    if (id >= m->task_limit)
        m->task_limit = id + 1u;
    return direct_task(d, id);
}

static void place_tls(struct direct *d, const struct direct_task *t)
{
    const struct program *p = d->machine.program;
    *(int *)t->stack.error = *(int *)t->stack.depth = 0;
    if (p->tls_bytes == 0)
        return; /* the block is empty: nothing may touch what lies behind the slot */
    if (p->tls_image_bytes > 0)
        memcpy((void *)t->stack.tls, p->tls_image, p->tls_image_bytes);
    memset((void *)(t->stack.tls + p->tls_image_bytes), 0, p->tls_bytes - p->tls_image_bytes);
}

static void start_task(struct direct *d, struct direct_task *t, task_id id, size_t stack_bytes,
                       void (*entry)(void *))
{
    struct stack stack = t->stack;
    bool stack_ready = t->stack_ready;
    struct await *await = t->await;
    struct buffer *buffer = t->buffer;
    uint32_t epoch_before = t->epoch_before;
    *t = (struct direct_task){
        .await = await, .buffer = buffer, .stack = stack, .epoch_before = epoch_before};
    buffer_reset(t);
    if (!stack_ready)
        stack_init(&t->stack, id, stack_bytes, d->machine.program->tls_bytes,
                   d->machine.program->tls_align);
    else
        stack_set_bytes(&t->stack, stack_bytes);
    t->stack_ready = true;
    t->stack_used = true;
    t->task.id = id;
    t->task.state = TASK_RUNNING;
    t->task.parent = TASK_NONE;
    access_start_quiet(d, t);
    place_tls(d, t);
    t->clock = clock_new(&d->machine.arena, d->machine.task_limit);
    t->sp = fiber_prepare((void *)t->stack.base, entry, t);
}

static void child_entry(void *self)
{
    struct direct_task *t = self;
    thread_main(t->entry, t->argument);
}

struct direct_task *direct_prepare_task(struct direct *d, task_id id, size_t stack_bytes,
                                        uint64_t entry, uint64_t argument)
{
    struct direct_task *t = slot_of(d, id);
    t->epoch_before = 0;
    start_task(d, t, id, stack_bytes ? stack_bytes : d->machine.options.stack_bytes, child_entry);
    t->clock->at[id] = 1;
    t->entry = entry;
    t->argument = argument;
    t->task.entry_pc = entry;
    return t;
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
    if (learning())
        return learn_spawn(entry, argument, options, pc);
    if (UNLIKELY(d->stop_at_spawn)) {
        parent->task.pending = (struct op){.kind = OP_SPAWN,
                                           .verb = options->detached,
                                           .addr = entry,
                                           .arg = argument,
                                           .bytes = options->stack_bytes,
                                           .pc = pc};
        machine_end(m, END_STOPPED);
        return (task_id)direct_post(parent);
    }
    task_id id = free_slot(m);
    if (id == TASK_NONE)
        return TASK_NONE;
    buffer_drain(d, pc);
    bool reused = id < m->task_limit;
    struct direct_task *t = slot_of(d, id);
    if (reused) {
        stack_clear(&t->stack, t->stack.base);
        history_forget(d, t->stack.grown, t->stack.end - t->stack.grown);
    } else {
        t->epoch_before = 0;
    }
    start_task(d, t, id, options->stack_bytes ? options->stack_bytes : m->options.stack_bytes,
               child_entry);
    t->newborn = true;
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
    direct_advance_epoch(parent);
    if (d->deeds)
        step_deed_spawn(d, parent, id);
    vec_push(&d->newborns, id);
    d->special = true;
    d->choice_valid = false;
    return id;
}

void machine_retire(struct machine *m, task_id task)
{
    struct direct_task *t = direct_task(direct_of(m), task);
    if (learning())
        return;
    ASSERT(t->task.state == TASK_FINISHED);
    t->epoch_before = t->clock->at[task];
    t->task.state = TASK_FREE;
    if (direct_of(m)->deeds)
        step_deed_retire(direct_of(m));
}

struct direct_task *direct_new_main(struct direct *d, void (*entry)(void *))
{
    struct machine *m = &d->machine;
    struct direct_task *t = slot_of(d, 0);
    t->epoch_before = 0;
    size_t bytes = m->options.stack_bytes > MAIN_STACK_BYTES ? m->options.stack_bytes
                                                             : (size_t)MAIN_STACK_BYTES;
    start_task(d, t, 0, bytes, entry);
    t->task.entry_pc = m->program->main_entry;
    t->clock->at[0] = 1;
    return t;
}
