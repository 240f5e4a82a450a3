/* SPDX-License-Identifier: MIT */
/* What a task that is being learned does instead of what the direct machine would do. */
#include "sim/learn/hooks.h"

#include "sim/access.h"
#include "sim/learn/learner.h"
#include "sim/learn/registry.h"
#include "sim/posix/attach.h"
#include "sim/spawn.h"

/* Written at once, so that no byte of the last operation is left. */
static uint64_t post(const struct op *op)
{
    struct direct *d = direct_running;
    d->current->task.pending = *op;
    d->current->task.last_pc = op->pc;
    return direct_post(d->current);
}

/* Code and constants never change; errno and the C library's own memory are private or constant. */
static bool is_constant(const struct direct *d, uint64_t addr)
{
    const struct program *p = d->machine.program;
    if (!world_has(addr))
        return true;
    return world_in_image(addr) && !(addr >= p->data_start && addr < p->data_end) &&
           addr - d->arguments >= d->arguments_bytes;
}

void learn_validate_stack(struct direct *d, uint64_t addr, uint64_t bytes)
{
    task_id owner = stack_owner(addr);
    struct direct_task *t =
        owner < d->machine.task_limit && d->machine.tasks[owner] ? direct_task(d, owner) : NULL;
    bool there = t && t->stack_ready && addr >= t->stack.limit && addr + bytes <= t->stack.end;
    if (!there)
        learn_refuse("a stack is left, or one of a task that does not exist is used");
    if (addr < t->stack.grown)
        stack_grow(&t->stack, addr);
}

void learn_access(struct direct *d, uint64_t addr, uint64_t bytes, bool write, uint8_t flags,
                  uint64_t pc)
{
    if (!world_in_image(addr))
        access_validate(d, addr, bytes, write, pc);
    if (is_constant(d, addr))
        return;
    if (world_in_stacks(addr)) {
        if (stack_owner(addr) != d->current->task.id)
            learner_share(d->learner, addr, bytes);
        else if (!access_has_facts(addr, bytes))
            return;
    }
    post(&(struct op){.kind = write ? OP_WRITE : OP_READ,
                      .access = ACCESS_PLAIN,
                      .flags = (uint8_t)(flags | (bytes > 16 ? OP_RANGE : 0)),
                      .addr = addr,
                      .bytes = bytes,
                      .pc = pc});
}

struct object *learn_object(const struct attachment *kind, void *memory, uint64_t pc)
{
    (void)pc;
    struct learner *l = direct_running->learner;
    uint32_t index = registry_object(l, kind, (uint64_t)(uintptr_t)memory);
    return l->objects.items[index].stub;
}

void learn_own_struct(const struct attachment *kind, const void *memory)
{
    struct direct *d = direct_running;
    uint64_t addr = (uint64_t)(uintptr_t)memory;
    uint8_t base[ATTACHED_BYTES_MAX];
    const struct stack *stack = &d->current->stack;
    if (addr - stack->limit >= stack->base - stack->limit || attach_is_copy(kind, memory))
        return;
    learner_base_read(d->learner, addr, kind->bytes, base);
    if (memcmp(base, memory, kind->bytes) != 0)
        learn_refuse("a synchronisation object on a task's own stack");
}

struct object *learn_thread(task_id slot)
{
    struct learner *l = direct_running->learner;
    return l->objects.items[learner_thread(l, slot)].stub;
}

task_id learn_spawn(uint64_t entry, uint64_t argument, const struct spawn_options *options,
                    uint64_t pc)
{
    return (task_id)post(&(struct op){.kind = OP_SPAWN,
                                      .verb = options->detached,
                                      .addr = entry,
                                      .arg = argument,
                                      .bytes = options->stack_bytes,
                                      .pc = pc});
}

static _Noreturn void post_last(const struct op *op)
{
    for (;;)
        post(op);
}

_Noreturn void learn_end(uint64_t value)
{
    post_last(&(struct op){
        .kind = OP_END, .arg = value, .pc = direct_running->current->task.last_pc});
}

_Noreturn void learn_exit(int status)
{
    post_last(&(struct op){.kind = OP_EXIT,
                           .arg = (uint64_t)status,
                           .pc = direct_running->current->task.last_pc});
}

uint64_t learn_allocate(uint64_t bytes, uint64_t align, uint64_t pc)
{
    return post(&(struct op){.kind = OP_ALLOCATE, .arg = bytes, .expected = align, .pc = pc});
}

void learn_fence(uint8_t order, uint64_t pc)
{
    direct_running->learner->fences = true;
    bool matters = order == __ATOMIC_SEQ_CST || order == __ATOMIC_RELEASE || order == __ATOMIC_ACQ_REL;
    if (direct_running->weak && matters)
        post(&(struct op){.kind = OP_FENCE, .access = ACCESS_ATOMIC, .order = order, .pc = pc});
}

void learn_free(uint64_t addr, uint64_t pc)
{
    post(&(struct op){.kind = OP_FREE, .addr = addr, .pc = pc});
}

uint64_t learn_block_bytes(uint64_t addr, uint64_t pc)
{
    return post(&(struct op){.kind = OP_BLOCK, .verb = BLOCK_BYTES, .addr = addr, .pc = pc});
}

uint64_t learn_block_rest(uint64_t addr, uint64_t pc)
{
    return post(&(struct op){.kind = OP_BLOCK, .verb = BLOCK_REST, .addr = addr, .pc = pc});
}

/* A buffer of heddle's is returned after the print: once, but what follows may be executed again and again. */
void learn_print(const void *bytes, size_t count, uint64_t pc)
{
    struct learner *l = direct_running->learner;
    if (!world_has((uint64_t)(uintptr_t)bytes))
        learn_refuse("much is formatted at once, and what is printed is asked for");
    post(&(struct op){
        .kind = OP_PRINT, .bytes = count, .arg = blob_set_add(&l->printed, bytes, count), .pc = pc});
}

_Noreturn void learn_refuse(const char *what)
{
    direct_running->learner->refused = what;
    direct_leave(direct_running);
}

void learn_note_effect(void)
{
    direct_running->learner->hidden_effect = true;
}
