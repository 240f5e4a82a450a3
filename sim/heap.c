/* SPDX-License-Identifier: MIT */
/* The program's heap in the direct machine: a layout (heap_layout.h), and the memory for it. */
#include "sim/heap.h"

#include "sim/access.h"
#include "sim/buffer.h"
#include "sim/heap_state.h"
#include "sim/learn/hooks.h"
#include "sim/prelude.h"
#include "sim/step_deed.h"
#include "sim/world.h"

#include <sys/mman.h>

enum {
    ACCESS_STEP_BYTES = 1 << 20,
    HISTORY_BYTES_MAX = 64 * 1024, /* of a freed block are compared with the access history */
};

struct heap {
    struct heap_layout *layout;
    uint64_t accessible[TASKS_MAX]; /* bytes of each arena that may be touched; kept across executions */
};

struct heap *heap_new(void)
{
    struct heap *heap = memory_new(1, sizeof *heap);
    heap->layout = heap_layout_new();
    return heap;
}

void heap_reset(struct direct *d)
{
    heap_layout_reset(d->heap->layout);
}

const struct heap_layout *heap_layout_of(const struct direct *d)
{
    return d->heap->layout;
}

static uint64_t arena_start(task_id task)
{
    return HEAP_BASE + HEAP_STRIDE * task;
}

void heap_free_state(struct direct *d)
{
    struct heap *heap = d->heap;
    for (uint32_t i = 0; i < TASKS_MAX; i++) {
        void *start = (void *)arena_start((task_id)i);
        if (heap->accessible[i] == 0)
            continue;
        madvise(start, heap->accessible[i], MADV_DONTNEED);
        if (mprotect(start, heap->accessible[i], PROT_NONE) != 0)
            check_out_of_memory();
    }
    heap_layout_free(heap->layout);
    free(heap);
}

static __attribute__((noinline)) void extend(struct heap *heap, task_id task, uint64_t bytes)
{
    uint64_t before = heap->accessible[task];
    uint64_t after = (bytes + ACCESS_STEP_BYTES - 1) & ~(uint64_t)(ACCESS_STEP_BYTES - 1);
    if (mprotect((void *)(arena_start(task) + before), after - before, PROT_READ | PROT_WRITE) != 0)
        check_out_of_memory();
    heap->accessible[task] = after;
}

void heap_make_accessible(struct direct *d, const struct heap_slot *slot)
{
    uint64_t offset = slot->origin - HEAP_BASE;
    task_id task = (task_id)(offset / HEAP_STRIDE);
    uint64_t end = offset % HEAP_STRIDE + slot->bytes;
    if (UNLIKELY(end > d->heap->accessible[task]))
        extend(d->heap, task, end);
}

bool heap_is_accessible(const struct direct *d, uint64_t addr, uint64_t bytes)
{
    uint64_t offset = (addr - HEAP_BASE) % HEAP_STRIDE;
    uint64_t accessible = d->heap->accessible[(addr - HEAP_BASE) / HEAP_STRIDE];
    return offset < accessible && bytes <= accessible - offset;
}

static void fill_zero(uint64_t start, uint64_t bytes)
{
    enum { BIG = 4 << 20, SYSTEM_PAGE = 4096 };
    if (bytes < BIG) {
        memset((void *)start, 0, bytes);
        return;
    }
    uint64_t from = (start + SYSTEM_PAGE - 1) & ~(uint64_t)(SYSTEM_PAGE - 1);
    uint64_t to = (start + bytes) & ~(uint64_t)(SYSTEM_PAGE - 1);
    memset((void *)start, 0, from - start);
    madvise((void *)from, to - from, MADV_DONTNEED);
    memset((void *)to, 0, start + bytes - to);
}

void *heap_malloc(struct machine *m, size_t bytes, size_t align, uint64_t pc)
{
    struct direct *d = direct_of(m);
    if (learning())
        return (void *)learn_allocate(bytes, align, pc);
    struct heap_layout *layout = d->heap->layout;
    struct heap_grant grant = heap_layout_allocate(layout, d->current->task.id, bytes, align, pc);
    if (UNLIKELY(grant.beyond_limit))
        call_unsupported(pc, "more than %d MiB of heap", HEAP_TOTAL_MIB_MAX);
    if (UNLIKELY(grant.slot == HEAP_NO_SLOT))
        return NULL;
    const struct heap_slot *slot = &layout->slots.items[grant.slot];
    if (grant.reused)
        history_forget(d, slot->origin, slot->bytes);
    else
        heap_make_accessible(d, slot);
    fill_zero(slot->block.start, bytes);
    if (d->deeds)
        step_deed_block(d, slot->block.start, bytes ? bytes : 1);
    return (void *)slot->block.start;
}

const struct heap_block *heap_find(struct machine *m, uint64_t addr)
{
    const struct heap_layout *layout = direct_of(m)->heap->layout;
    uint32_t slot = heap_layout_find(layout, addr);
    return slot == HEAP_NO_SLOT ? NULL : &layout->slots.items[slot].block;
}

size_t heap_bytes(struct machine *m, const void *pointer)
{
    uint64_t addr = (uint64_t)(uintptr_t)pointer;
    if (learning())
        return learn_block_bytes(addr, 0);
    const struct heap_block *block = heap_find(m, addr);
    return block && block->live && block->start == addr ? block->bytes : 0;
}

static bool object_is_in(const struct machine *m, uint32_t id, const struct heap_block *block)
{
    const struct object *o = object_get(m, id);
    return o && o->addr - block->start < block->bytes;
}

static bool is_about_to_use(struct direct *d, const struct direct_task *t,
                            const struct heap_block *block)
{
    const struct op *op = &t->task.pending;
    if (t->task.state != TASK_PENDING && t->task.state != TASK_AWAITING)
        return false;
    if (op_is_cell(op) && op->addr < block->start + block->bytes &&
        block->start < op->addr + op->bytes)
        return true;
    if (buffer_holds(t, block->start, block->bytes))
        return true;
    return (op->kind == OP_OBJECT && (object_is_in(&d->machine, op->object, block) ||
                                      object_is_in(&d->machine, op->object2, block))) ||
           (t->task.state == TASK_AWAITING &&
            await_looks_at(d, t, block->start, block->bytes));
}

/*
 * The next thing that a suspended task does is to use the block.  Its access was validated when it was
 * posted, so this is the last moment to notice.
 */
static void look_for_users(struct direct *d, const struct heap_block *block, uint64_t pc)
{
    for (uint32_t i = 0; i < d->machine.task_limit; i++) {
        const struct direct_task *t = direct_task(d, (task_id)i);
        if (t != d->current && is_about_to_use(d, t, block))
            heap_report_free_in_use(d, block, &t->task, pc);
    }
}

/* Freeing counts as a write to the whole block; after it there is no history. */
static void note_in_history(struct direct *d, const struct heap_block *block, uint64_t pc)
{
    uint64_t compared = block->bytes < HISTORY_BYTES_MAX ? block->bytes : HISTORY_BYTES_MAX;
    if (compared == 0)
        return;
    d->freeing = true;
    history_write(d, d->current, block->start, compared, ACCESS_PLAIN, pc);
    d->freeing = false;
    history_forget(d, block->start, block->bytes);
}

/* What waits for memory must get there while it is the block's. */
static void drain_block(struct direct *d, uint64_t addr, uint64_t pc)
{
    const struct heap_block *block = heap_find(&d->machine, addr);
    if (block && buffer_holds(d->current, block->start, block->bytes))
        buffer_drain(d, pc);
}

void heap_free(struct machine *m, void *pointer, uint64_t pc)
{
    struct direct *d = direct_of(m);
    struct heap_layout *layout = d->heap->layout;
    uint64_t addr = (uint64_t)(uintptr_t)pointer;
    if (pointer == NULL)
        return;
    if (learning()) {
        learn_free(addr, pc);
        return;
    }
    drain_block(d, addr, pc);
    uint32_t slot = heap_layout_find(layout, addr);
    const struct heap_block *block =
        slot != HEAP_NO_SLOT ? &layout->slots.items[slot].block : NULL;
    if (block == NULL || (block->live && block->start != addr)) {
        call_report(FINDING_MISUSE, SEVERITY_ERROR, pc,
                    block ? "free of a pointer into the middle of a heap block"
                          : "free of a pointer that did not come from malloc");
        return;
    }
    if (!block->live) {
        heap_report_double_free(d, block, pc);
        return;
    }
    look_for_users(d, block, pc);
    note_in_history(d, block, pc);
    if (d->deeds)
        step_deed_block(d, block->start, block->bytes ? block->bytes : 1);
    heap_layout_give_back(layout, slot, d->current->task.id, pc);
    d->current->effect = true;
}

uint64_t heap_live_count(const struct machine *m)
{
    return ((const struct direct *)m)->heap->layout->live;
}

static void keep_slot(void *prelude, const struct heap_slot *slot)
{
    if (slot->block.live)
        prelude_keep(prelude, (void *)slot->block.start, slot->block.bytes);
}

void heap_keep(struct direct *d, struct prelude *p, struct heap_layout *layout)
{
    heap_layout_copy(layout, d->heap->layout);
    heap_layout_each(layout, keep_slot, p);
}

void heap_repeat(struct direct *d, const struct heap_layout *layout)
{
    if (layout->arena_limit > 0)
        heap_layout_copy(d->heap->layout, layout);
}

struct visit {
    void (*function)(void *context, const struct heap_block *block);
    void *context;
};

static void visit_slot(void *context, const struct heap_slot *slot)
{
    const struct visit *visit = context;
    if (slot->block.live)
        visit->function(visit->context, &slot->block);
}

void heap_each(struct machine *m, void (*visit)(void *context, const struct heap_block *block),
               void *context)
{
    struct visit each = {visit, context};
    heap_layout_each(direct_of(m)->heap->layout, visit_slot, &each);
}
