/* SPDX-License-Identifier: MIT */
/* Names of tasks, objects, addresses and operations: the machine_name_* of machine.h. */
#include "sim/debuginfo.h"
#include "sim/debuginfo_frames.h"
#include "sim/direct.h"
#include "sim/heap.h"
#include "sim/objects/thread.h"
#include "sim/posix/library.h"
#include "sim/world.h"

#include <stdio.h>
#include <string.h>

enum { STACKS_MAX = 16, OWNER_BYTES = 16 };

void machine_name_task(const struct machine *m, task_id id, struct str *out)
{
    const struct task *task = id < TASKS_MAX ? m->tasks[id] : NULL;
    if (task == NULL)
        str_append(out, "a task that is gone");
    else if (task->serial == 0)
        str_append(out, "main");
    else
        str_printf(out, "T%" PRIu32, task->serial);
}

/* Only a direct machine has memory of the program's to name. */
static struct direct *direct_behind(const struct machine *m)
{
    return m->program && strcmp(m->ops->name, "direct") == 0 ? (struct direct *)(uintptr_t)m : NULL;
}

/* Where a task is in the program.  False: not known, or it has not started or has ended. */
static bool stack_of(struct direct *d, task_id id, struct debuginfo_stack *out)
{
    struct direct_task *t = direct_task(d, id);
    if (t == NULL || t->task.state == TASK_FREE || t->task.state == TASK_FINISHED || t->newborn)
        return false;
    struct debuginfo *info = debuginfo_of(d->machine.program);
    struct frame_stack stack = {t->stack.grown, t->stack.base};
    /* The current task may be running and have called us, or it is suspended like all others. */
    if (d->host_sp != NULL && d->current == t &&
        debuginfo_frame_running(info, (uint64_t)(uintptr_t)d->host_sp, &stack, out))
        return true;
    return debuginfo_frame_suspended(info, (uint64_t)(uintptr_t)t->sp, &stack, out);
}

static bool find_block(void *context, uint64_t addr, uint64_t *block, uint64_t *block_bytes)
{
    const struct heap_block *found = heap_find(context, addr);
    if (found == NULL)
        return false;
    *block = found->start;
    *block_bytes = found->bytes;
    return true;
}

/* A path from the locals of any task; main's first. */
static bool name_from_stacks(struct direct *d, uint64_t addr, uint64_t bytes, struct str *out,
                             const struct type **type)
{
    struct debuginfo_stack stacks[STACKS_MAX];
    char owners[STACKS_MAX][OWNER_BYTES];
    uint32_t count = 0;
    for (task_id id = 0; id < d->machine.task_limit && count < STACKS_MAX; id++) {
        if (!stack_of(d, id, &stacks[count]))
            continue;
        struct str name = {0};
        machine_name_task(&d->machine, id, &name);
        snprintf(owners[count], OWNER_BYTES, "%s", str_text(&name));
        str_release(&name);
        stacks[count].owner = owners[count];
        count++;
    }
    return debuginfo_heap(debuginfo_of(d->machine.program), addr, bytes, find_block, &d->machine,
                          stacks, count, out, type);
}

static bool name_heap(struct direct *d, uint64_t addr, uint64_t bytes, struct str *out,
                      const struct type **type)
{
    struct debuginfo *info = debuginfo_of(d->machine.program);
    size_t start = out->bytes;
    if (debuginfo_heap(info, addr, bytes, find_block, &d->machine, NULL, 0, out, type) && *type)
        return true;
    struct str path = {0};
    bool found = name_from_stacks(d, addr, bytes, &path, type);
    if (found && (*type || out->bytes == start)) {
        out->bytes = start;
        str_append(out, str_text(&path));
    }
    str_release(&path);
    const struct heap_block *block = heap_find(&d->machine, addr);
    if (out->bytes > start || block == NULL)
        return out->bytes > start;
    struct source_site site = debuginfo_site(info, block->allocated_pc);
    str_printf(out, "byte %" PRId64 " of the block allocated at %s:%" PRIu32,
               (int64_t)(addr - block->start), site.file, site.line);
    return false;
}

/* Thread-local variables and locals. */
static bool name_task_memory(struct direct *d, uint64_t addr, uint64_t bytes, struct str *out,
                             const struct type **type)
{
    task_id owner = stack_owner(addr);
    struct direct_task *t = owner == TASK_NONE ? NULL : direct_task(d, owner);
    if (t == NULL)
        return false;
    struct debuginfo *info = debuginfo_of(d->machine.program);
    struct debuginfo_stack stack;
    const char *function;
    machine_name_task(&d->machine, owner, out);
    str_append(out, "'s ");
    bool in_tls = addr >= t->stack.tls;
    if (addr >= t->stack.error) {
        str_append(out, "errno");
        return false;
    }
    if (in_tls ? debuginfo_tls(info, addr - t->stack.tls, bytes, out, type)
               : stack_of(d, owner, &stack) &&
                     debuginfo_local(info, addr, bytes, &stack, out, &function, type))
        return true;
    str_append(out, in_tls ? "thread-local storage" : "stack");
    return false;
}

static bool name_image(struct direct *d, uint64_t addr, uint64_t bytes, struct str *out)
{
    const struct program *p = d->machine.program;
    if (debuginfo_global(debuginfo_of(d->machine.program), addr, bytes, out))
        return true;
    if (addr - d->arguments < d->arguments_bytes)
        str_append(out, "the program's arguments");
    else if (program_has_code(p, addr))
        str_append(out, "code");
    else if (addr >= p->data_start && addr < p->data_end)
        str_printf(out, "unnamed data +%" PRIu64, addr - p->data_start);
    else if (addr >= p->image_start && addr < p->image_end)
        str_append(out, "a constant");
    else if (library_name(addr) != NULL)
        str_append(out, library_name(addr));
    return false;
}

/*
 * Appends a name, or, if there is none, a description, and returns false.  *type: of what was
 * named, if it is known and it is not a global.
 */
static bool name_addr(const struct machine *m, uint64_t addr, uint64_t bytes, struct str *out,
                      const struct type **type)
{
    struct direct *d = direct_behind(m);
    size_t start = out->bytes;
    bool named = false;
    *type = NULL;
    if (d && world_in_image(addr))
        named = name_image(d, addr, bytes, out);
    else if (d && world_in_heap(addr))
        named = name_heap(d, addr, bytes, out, type);
    else if (d && world_in_stacks(addr))
        named = name_task_memory(d, addr, bytes, out, type);
    if (out->bytes == start)
        str_printf(out, "address 0x%" PRIx64, addr);
    return named;
}

void machine_name_addr(const struct machine *m, uint64_t addr, uint64_t bytes, struct str *out)
{
    const struct type *type;
    name_addr(m, addr, bytes, out, &type);
}

/* What a pointer points to; an address that is not the program's stays a number. */
static void name_pointer(const struct machine *m, uint64_t to, struct str *out)
{
    struct direct *d = direct_behind(m);
    const char *function = NULL;
    if (d && program_has_code(m->program, to))
        function = debuginfo_function(debuginfo_of(m->program), to);
    if (to == 0) {
        str_append(out, "NULL");
    } else if (function) {
        str_append(out, function);
    } else if (world_has(to)) {
        struct str name = {0};
        const struct type *type;
        bool named = name_addr(m, to, 0, &name, &type);
        str_printf(out, "%s%s", named ? "&" : "pointer to ", str_text(&name));
        str_release(&name);
    } else {
        str_printf(out, "0x%" PRIx64, to);
    }
}

void machine_name_value(const struct machine *m, uint64_t addr, uint64_t bytes, uint64_t raw,
                        struct str *out)
{
    struct direct *d = direct_behind(m);
    const struct type *type = NULL;
    if (d) {
        struct debuginfo *info = debuginfo_of(m->program);
        if (world_in_image(addr) && debuginfo_value(info, addr, bytes, raw, out))
            return;
        struct str ignored = {0};
        if (!world_in_image(addr))
            name_addr(m, addr, bytes, &ignored, &type);
        str_release(&ignored);
        if (debuginfo_value_as(info, type, bytes, raw, out))
            return;
    }
    if (bytes == sizeof(void *) && (debuginfo_is_pointer(type) || world_has(raw))) {
        name_pointer(m, raw, out);
        return;
    }
    uint32_t unused_bits = 64 - 8 * (uint32_t)(bytes < 8 ? bytes : 8);
    str_printf(out, "%" PRId64, bytes == 0 ? 0 : (int64_t)(raw << unused_bits) >> unused_bits);
}

void machine_name_object(const struct machine *m, const struct object *object, struct str *out)
{
    str_printf(out, "%s ", object->ops->name);
    if (object->ops == &thread_ops) {
        machine_name_task(m, thread_task(object->state), out);
    } else if (object->label) {
        str_append(out, object->label);
    } else {
        struct str name = {0};
        const struct type *type;
        bool named = name_addr(m, object->addr, 0, &name, &type);
        str_printf(out, "%s%s", named ? "" : "at ", str_text(&name));
        str_release(&name);
    }
}

static void name_object_op(const struct machine *m, const struct op *op, struct str *out)
{
    const struct object *object = object_get(m, op->object);
    const struct object *second = object_get(m, op->object2);
    if (object == NULL) {
        str_append(out, "use an object that is gone");
        return;
    }
    str_printf(out, "%s ", object_verb(object, op));
    machine_name_object(m, object, out);
    if (second) {
        str_append(out, " with ");
        machine_name_object(m, second, out);
    }
    if (op->flags & OP_TIMED)
        str_append(out, " (timed)");
}

static const char *region_phrase(uint16_t region)
{
    static const char *const phrases[] = {
        [REGION_REMAINDER] = "enter the remainder section",
        [REGION_TRYING] = "enter the entry section",
        [REGION_DOORWAY] = "enter the doorway",
        [REGION_WAITING] = "leave the doorway",
        [REGION_CRITICAL] = "enter the critical section",
        [REGION_EXIT] = "enter the exit section",
    };
    return region < ARRAY_LENGTH(phrases) ? phrases[region] : "enter a section";
}

void machine_name_op(const struct machine *m, const struct op *op, struct str *out)
{
    if (op->kind == OP_OBJECT) {
        name_object_op(m, op, out);
        return;
    }
    if (op->kind == OP_REGION) {
        str_append(out, region_phrase(op->verb));
        return;
    }
    str_append(out, op_kind_name(op->kind));
    if (op->kind == OP_CHOOSE)
        str_printf(out, " among %" PRIu64, op->arg);
    if (op_is_cell(op) || op->kind == OP_FLUSH) {
        str_append(out, " ");
        machine_name_addr(m, op->addr, op->bytes, out);
    }
    /* Sequential consistency is what everybody expects. */
    if (op_is_atomic(op) && op->order != __ATOMIC_SEQ_CST)
        str_printf(out, " (%s)", order_name(op->order));
}
