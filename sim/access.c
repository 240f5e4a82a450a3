/* SPDX-License-Identifier: MIT */
/*
 * Plain accesses: everything that the hooks' fast path leaves, and what wrappers announce (cells.h).
 *
 * A plain access is an operation only if its cell is promoted.  Otherwise it happens within the
 * current step, after its validity was checked and the access history updated.
 */
#include "sim/access.h"

#include "sim/buffer.h"
#include "sim/call.h"
#include "sim/cells.h"
#include "sim/direct.h"
#include "sim/foreign.h"
#include "sim/heap.h"
#include "sim/learn/hooks.h"

static uint8_t mask_in(uint64_t granule, uint64_t addr, uint64_t end)
{
    uint64_t from = addr > granule ? addr - granule : 0;
    uint64_t to = end < granule + GRANULE_BYTES ? end - granule : GRANULE_BYTES;
    return (uint8_t)(((1u << (to - from)) - 1) << from);
}

bool access_is_promoted(uint64_t addr, uint64_t bytes)
{
    if (!world_has(addr) || !world_has(addr + bytes - 1))
        return false;
    uint64_t end = addr + bytes;
    for (uint64_t g = addr & ~(uint64_t)(GRANULE_BYTES - 1); g < end; g += GRANULE_BYTES)
        if (shadow_of(g)->facts & mask_in(g, addr, end))
            return true;
    return false;
}

bool access_has_facts(uint64_t addr, uint64_t bytes)
{
    uint64_t end = addr + bytes;
    for (uint64_t g = addr & ~(uint64_t)(GRANULE_BYTES - 1); g < end; g += GRANULE_BYTES)
        if (shadow_of(g)->facts)
            return true;
    return false;
}

static bool already_noted(struct direct *d, uint64_t granule, uint8_t mask)
{
    for (size_t i = 0; i < d->machine.promoted.count; i++) {
        const struct promotion *p = &d->machine.promoted.items[i];
        if (p->addr == granule && (p->mask & mask) == mask)
            return true;
    }
    return false;
}

void access_start_quiet(const struct direct *d, struct direct_task *t)
{
    bool quiet = !task_set_has(&d->stacks_with_facts, t->task.id);
    t->quiet_writes = (struct window){t->stack.limit, quiet ? t->stack.base - t->stack.limit : 0};
    t->quiet_reads = t->quiet_writes;
}

void access_note_facts(struct direct *d, uint64_t addr)
{
    task_id owner = stack_owner(addr);
    if (owner == TASK_NONE || task_set_has(&d->stacks_with_facts, owner))
        return;
    task_set_add(&d->stacks_with_facts, owner);
    if (owner < d->machine.task_limit)
        direct_task(d, owner)->quiet_reads.bytes = direct_task(d, owner)->quiet_writes.bytes = 0;
}

static void note_fact(struct direct *d, uint64_t granule, uint8_t mask)
{
    if (!already_noted(d, granule, mask))
        vec_push(&d->machine.promoted, (struct promotion){granule, mask});
}

void access_promote(struct direct *d, uint64_t addr, uint64_t bytes)
{
    uint64_t end = addr + bytes;
    for (uint64_t g = addr & ~(uint64_t)(GRANULE_BYTES - 1); g < end; g += GRANULE_BYTES)
        note_fact(d, g, mask_in(g, addr, end));
}

/* FACT_SHARED and FACT_MIXED make no choices, so they are in force at once. */
void access_learn(struct direct *d, uint64_t granule, uint8_t fact)
{
    struct shadow *s = shadow_of(granule);
    if (s->facts & fact)
        return;
    s->facts |= fact;
    note_fact(d, granule, fact);
    vec_push(&d->learned, (struct promotion){granule, fact});
    access_note_facts(d, granule);
}

void access_mark_dirty(struct direct *d, uint64_t addr, uint64_t bytes)
{
    const struct program *p = d->machine.program;
    uint64_t end = addr + bytes;
    if (end <= p->data_start || addr >= p->data_end) {
        d->arguments_dirty |= addr - d->arguments < d->arguments_bytes;
        return;
    }
    for (uint64_t g = addr & ~(uint64_t)(GRANULE_BYTES - 1); g < end; g += GRANULE_BYTES)
        vec_push(&d->dirty, g);
}

static const char *verb_of(bool write)
{
    return write ? "write" : "read";
}

static void validate_heap(struct direct *d, uint64_t addr, uint64_t bytes, bool write, uint64_t pc)
{
    const struct heap_block *block = heap_find(&d->machine, addr);
    if (block == NULL) {
        call_report(FINDING_OVERFLOW, SEVERITY_ERROR, pc,
                    "%s of %llu bytes in the heap, outside every block", verb_of(write),
                    (unsigned long long)bytes);
        return;
    }
    if (!block->live) {
        heap_report_use_after_free(d, block, addr, write, pc);
        return;
    }
    if (addr < block->start || addr + bytes > block->start + block->bytes)
        heap_report_overflow(d, block, addr, bytes, write, pc);
}

/*
 * Another task's local variables live until their function returns: what lies below the stack pointer of a
 * suspended task is gone.  main's stack stays when main has ended, as a process keeps it.
 */
static void validate_stack(struct direct *d, uint64_t addr, bool write, uint64_t pc)
{
    task_id owner = stack_owner(addr);
    const struct direct_task *t =
        owner < d->machine.task_limit ? direct_task(d, owner) : NULL;
    if (t == NULL || t == d->current)
        return; /* no task had this slot: the processor's page protection tells */
    bool ended = t->task.state == TASK_FREE || t->task.state == TASK_FINISHED;
    if (ended ? owner != 0 : addr < (uint64_t)(uintptr_t)t->sp)
        stack_report_use(d, t, addr, write, pc);
}

/* Outside of the world. */
static void validate_foreign(const struct direct *d, uint64_t addr, bool write, uint64_t pc)
{
    if (addr < 65536)
        call_report(FINDING_CRASH, SEVERITY_ERROR, pc, "%s through a null pointer%s",
                    verb_of(write), addr ? " (plus an offset)" : "");
    else if (!d->machine.program->has_foreign && (write || !foreign_may_be_read(addr)))
        call_report(FINDING_CRASH, SEVERITY_ERROR, pc,
                    "%s memory that does not belong to the program",
                    write ? "write to" : "read of");
}

void access_validate(struct direct *d, uint64_t addr, uint64_t bytes, bool write, uint64_t pc)
{
    if (learning() && world_in_stacks(addr))
        learn_validate_stack(d, addr, bytes);
    if (learning() && world_has(addr))
        return; /* when the operation is performed */
    if (world_in_heap(addr))
        validate_heap(d, addr, bytes, write, pc);
    else if (world_in_stacks(addr))
        validate_stack(d, addr, write, pc);
    else if (!world_has(addr))
        validate_foreign(d, addr, write, pc);
}

static bool was_validated(const struct direct *d, uint64_t addr, uint64_t end)
{
    for (uint64_t g = addr & ~(uint64_t)(GRANULE_BYTES - 1); g < end; g += GRANULE_BYTES) {
        const struct shadow *s = shadow_of(g);
        if (s->generation != d->generation || (s->flags & SHADOW_SPLIT) ||
            s->mask != mask_in(g, addr, end))
            return false;
    }
    return true;
}

/* Validates once per granule, byte pattern and execution: the history's mask says what was seen. */
void access_validate_new(struct direct *d, uint64_t addr, uint64_t bytes, bool write, uint64_t pc)
{
    if (world_in_image(addr) || direct_owns(d->current, addr))
        return; /* the processor's page protection tells */
    if (world_in_heap(addr)) {
        if (bytes <= 2 * GRANULE_BYTES && was_validated(d, addr, addr + bytes))
            return;
    }
    access_validate(d, addr, bytes, write, pc);
}

static void touch(uint64_t addr, bool write)
{
    volatile uint8_t *byte = (volatile uint8_t *)addr;
    uint8_t value = *byte;
    if (write)
        *byte = value;
}

void access_validate_op(struct direct *d, uint64_t addr, uint64_t bytes, bool write, uint64_t pc)
{
    access_validate_new(d, addr, bytes, write, pc);
    if (world_in_heap(addr) || (learning() && world_in_stacks(addr)))
        return;
    d->current->task.last_pc = pc;
    d->touching = true;
    touch(addr, write);
    touch(addr + bytes - 1, write);
    d->touching = false;
}

static void note_effect(struct direct *d, uint64_t addr)
{
    if (!direct_owns(d->current, addr))
        d->current->effect = true;
}

/* Makes the access the pending operation of the current task and waits until it is performed. */
static void post_access(struct direct *d, uint64_t addr, uint64_t bytes, bool write, uint64_t pc,
                        uint8_t flags)
{
    struct direct_task *t = d->current;
    t->task.pending = (struct op){.kind = write ? OP_WRITE : OP_READ,
                                  .access = ACCESS_PLAIN,
                                  .flags = flags,
                                  .addr = addr,
                                  .bytes = bytes,
                                  .pc = pc};
    direct_post_light(t);
}

/* A plain read that is no operation may still be all that a task does. */
static void look_for_spinning(struct direct *d, struct direct_task *t, uint64_t addr,
                              uint64_t bytes, uint64_t pc)
{
    if (t->watched_pc == pc || (!t->watching_reads && d->fuel <= 0)) {
        t->task.pending = (struct op){
            .kind = OP_READ, .access = ACCESS_PLAIN, .addr = addr, .bytes = bytes, .pc = pc};
        direct_probe(t);
    }
    if (t->watching)
        await_note_read(d, t, addr, bytes, ACCESS_PLAIN);
}

/* Stacks have history only where somebody else was seen to look. */
static bool needs_history(struct direct *d, uint64_t addr, uint64_t bytes, bool write)
{
    if (!world_in_stacks(addr))
        return true;
    task_id owner = stack_owner(addr);
    if (owner == d->current->task.id)
        return access_has_facts(addr, bytes);
    if (write && d->machine.tasks[owner])
        await_disturb(direct_task(d, owner));
    uint64_t end = addr + bytes;
    for (uint64_t g = addr & ~(uint64_t)(GRANULE_BYTES - 1); g < end; g += GRANULE_BYTES)
        access_learn(d, g, FACT_SHARED);
    return true;
}

/* flags: of the operation, if it is one. */
static void access_directly(struct direct *d, uint64_t addr, uint64_t bytes, bool write,
                            uint8_t flags, uint64_t pc)
{
    access_validate_new(d, addr, bytes, write, pc);
    struct direct_task *t = d->current;
    t->task.last_pc = pc;
    if (access_is_promoted(addr, bytes) && d->inside != t) {
        post_access(d, addr, bytes, write, pc, bytes > 16 ? (uint8_t)(flags | OP_RANGE) : flags);
        return;
    }
    if (write)
        note_effect(d, addr);
    else
        look_for_spinning(d, t, addr, bytes, pc);
    if (write && UNLIKELY(buffer_holds(t, addr, bytes))) {
        access_promote(d, addr, bytes);
        buffer_give_way(d, addr, bytes);
    }
    if (!needs_history(d, addr, bytes, write))
        return;
    if (write)
        history_write(d, t, addr, bytes, ACCESS_PLAIN, pc);
    else
        history_read(d, t, addr, bytes, ACCESS_PLAIN, pc);
}

static void access_with(struct direct *d, uint64_t addr, uint64_t bytes, bool write, uint8_t flags,
                        uint64_t pc)
{
    if (learning() && bytes > 0)
        learn_access(d, addr, bytes, write, flags, pc);
    else if (bytes > 0)
        access_directly(d, addr, bytes, write, flags, pc);
}

void access_plain(struct direct *d, uint64_t addr, uint64_t bytes, bool write, uint64_t pc)
{
    access_with(d, addr, bytes, write, 0, pc);
}

void access_part(struct direct *d, uint64_t addr, uint64_t bytes, bool write, uint64_t pc)
{
    access_with(d, addr, bytes, write, d->weak ? OP_RANGE : 0, pc);
}

/* cells.h: the same for library routines. */

/* Where the part of the world that holds addr ends: no object crosses it. */
static uint64_t part_end(const struct direct *d, uint64_t addr)
{
    if (world_in_stacks(addr))
        return addr - (addr - STACK_BASE) % STACK_STRIDE + STACK_STRIDE;
    if (addr - WORLD_BASE < d->machine.program->image_end - WORLD_BASE)
        return d->machine.program->image_end;
    return HEAP_BASE;
}

/* A size such as (size_t)-1 must not be followed byte by byte. */
static void access_range(uint64_t addr, size_t bytes, bool write, uint64_t pc)
{
    struct direct *d = direct_running;
    if (UNLIKELY(bytes > PTRDIFF_MAX || (world_has(addr) && !world_in_heap(addr) &&
                                         bytes > part_end(d, addr) - addr)))
        call_report(FINDING_OVERFLOW, SEVERITY_ERROR, pc,
                    "%s of %zu bytes that leaves the program's memory", verb_of(write), bytes);
    if (learning() && bytes > 0)
        learn_access(d, addr, bytes, write, OP_WRAPPED, pc);
    else if (bytes > 0)
        access_directly(d, addr, bytes, write, d->weak ? OP_WRAPPED : 0, pc);
}

void cells_read(const void *addr, size_t bytes, uint64_t pc)
{
    access_range((uint64_t)(uintptr_t)addr, bytes, false, pc);
}

void cells_write(void *addr, size_t bytes, uint64_t pc)
{
    access_range((uint64_t)(uintptr_t)addr, bytes, true, pc);
}

/*
 * Looks for the NUL piece by piece, because what lies there is known only once it was read, and without
 * leaving valid memory: a heap block ends where it ends.
 */
static size_t learn_text(const char *text, size_t limit, uint64_t pc)
{
    enum { PIECE_BYTES = 8 };
    uint64_t addr = (uint64_t)(uintptr_t)text;
    size_t room = world_in_heap(addr) ? learn_block_rest(addr, pc) : limit;
    for (size_t length = 0; length < limit;) {
        size_t piece = PIECE_BYTES - (addr + length) % PIECE_BYTES;
        if (length < room && piece > room - length)
            piece = room - length;
        if (piece > limit - length)
            piece = limit - length;
        cells_read(text + length, piece, pc);
        const char *end = memchr(text + length, '\0', piece);
        if (end)
            return (size_t)(end - text);
        length += piece;
    }
    return limit;
}

/* Looks for the NUL without leaving valid memory: a heap block ends where it ends. */
size_t cells_read_text_limited(const char *text, size_t limit, uint64_t pc)
{
    struct direct *d = direct_running;
    if (learning())
        return learn_text(text, limit, pc);
    uint64_t addr = (uint64_t)(uintptr_t)text;
    size_t room = limit;
    if (limit == 0)
        return 0;
    access_validate(d, addr, 1, false, pc);
    const struct heap_block *block = heap_find(&d->machine, addr);
    if (block && block->start + block->bytes - addr < room)
        room = block->start + block->bytes - addr;
    for (;;) {
        size_t length = strnlen(text, room);
        bool terminated = length < room;
        bool overrun = !terminated && room < limit;
        cells_read(text, length + (terminated || overrun ? 1 : 0), pc);
        size_t now = strnlen(text, room); /* others may have run, if the cells are promoted */
        if (now <= length)
            return now;
    }
}

size_t cells_read_text(const char *text, uint64_t pc)
{
    return cells_read_text_limited(text, SIZE_MAX / 2, pc);
}

void cells_poke(void *addr, size_t bytes)
{
    access_mark_dirty(direct_running, (uint64_t)(uintptr_t)addr, bytes);
}
