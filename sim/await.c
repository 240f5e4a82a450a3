/* SPDX-License-Identifier: MIT */
/*
 * Awaits: recognising a task that spins, without annotations.
 *
 * Between two operations a task is a deterministic function of its private state (stack image,
 * callee-saved registers) and of what it reads.  So if it comes back to a place with the same private
 * state, and since then only read, changed nothing, and all that it read still has the value it had, it
 * will go round for ever until one of those cells changes.  Then it awaits: it counts as disabled
 * while they keep their values.  This is exact: nothing is assumed about the loop.
 *
 * A read-modify-write that leaves the value as it was and a failed trylock count as reads.
 *
 * Its own stack is part of that state, so plain reads there need not be noted, unless others share the
 * cell: they are noted like all others. A plain write by another task to the stack disturbs the task
 * (await_disturb): what was watched is void, and an await is over.
 *
 * Where the loop closes is found by Brent's cycle detection (BIT 1980): a snapshot is kept for a number of
 * operations that doubles each time, then replaced; so a loop of k operations is found after at most
 * about 4k of them, wherever the first snapshot was taken.
 */
#include "sim/access.h"
#include "sim/direct.h"
#include "sim/perform_cell.h"
#include "sim/prelude.h"

#include "base/memory.h"

#include <stddef.h>

enum { READS_MAX = 64, PLAIN_READS_MAX = 1 << 16, FUEL_TANK_MAX = 1 << 20, OPERATIONS_FIRST = 4,
       IMAGE_SMALL_BYTES = 1024 };

struct await {
    uint8_t *image;     /* [sp, base) when the snapshot was taken */
    size_t image_capacity;
    uint64_t sp;
    size_t image_bytes;
    uint32_t operations, operations_max; /* since the snapshot; then it is replaced */
    uint32_t read_count, object_count;
    uint32_t prints; /* of the task, then */
    uint32_t noted; /* calls of await_note_read since the snapshot */
    struct noted_read reads[READS_MAX];
    struct noted_object objects[READS_MAX];
};

static uint64_t hash_of(uint64_t addr, uint64_t bytes)
{
    const uint8_t *from = (const uint8_t *)addr;
    uint64_t value = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (uint64_t i = 0; i < bytes; i++)
        value = (value ^ from[i]) * UINT64_C(0x100000001b3);
    return value;
}

static inline uint64_t value_of(uint64_t addr, uint64_t bytes)
{
    if (LIKELY(bytes == 4))
        return cell_load(addr, 4);
    return bytes == 1 || bytes == 2 || bytes == 8 ? cell_load(addr, bytes) : hash_of(addr, bytes);
}

static struct await *await_of(struct direct_task *t)
{
    if (t->await == NULL)
        t->await = memory_new(1, sizeof *t->await);
    return t->await;
}

static void stop_watching(struct direct_task *t)
{
    t->watching = t->watching_reads = false;
    t->watched_pc = 0;
    t->quiet_reads = t->quiet_writes;
}

/*
 * From now on what t reads is noted, except in its image, which is compared anyway.  If the loop may close at
 * a plain read, nothing is quiet.
 */
static void watch(struct direct_task *t, bool at_read)
{
    t->watching = true;
    t->watching_reads = at_read;
    t->watched_pc = t->task.pending.pc;
    t->quiet_reads.bytes = t->quiet_writes.bytes && !at_read ? t->await->image_bytes : 0;
    t->quiet_reads.start = t->await->sp;
}

/* Not a short loop: look again later, less and less often, so that honest computing is not slowed. */
static void give_up(struct direct *d, struct direct_task *t)
{
    stop_watching(t);
    if (d->fuel_tank < FUEL_TANK_MAX)
        d->fuel_tank *= 2;
    d->fuel = d->fuel_tank;
}

static void take_snapshot(struct direct *d, struct direct_task *t)
{
    struct await *a = await_of(t);
    a->sp = (uint64_t)(uintptr_t)t->sp;
    a->image_bytes = t->stack.base - a->sp;
    if (a->image_bytes > a->image_capacity) {
        a->image_capacity = a->image_bytes * 2;
        a->image = memory_resize(a->image, a->image_capacity, 1);
    }
    memcpy(a->image, (const void *)a->sp, a->image_bytes);
    a->read_count = a->object_count = a->noted = 0;
    a->operations = 0;
    a->prints = t->prints;
    t->disturbed = false;
    watch(t, d->probing);
}

static bool is_same_image(const struct await *a, const struct direct_task *t)
{
    return a->sp == (uint64_t)(uintptr_t)t->sp &&
           memcmp(a->image, (const void *)a->sp, a->image_bytes) == 0;
}

static bool is_unchanged(struct direct *d, const struct await *a)
{
    for (uint32_t i = 0; i < a->read_count; i++) {
        const struct noted_read *r = &a->reads[i];
        if (value_of(r->addr, r->bytes) != r->value)
            return false;
    }
    for (uint32_t i = 0; i < a->object_count; i++) {
        const struct object *o = object_get(&d->machine, a->objects[i].id);
        if (o == NULL || o->version != a->objects[i].version)
            return false;
    }
    return true;
}

static bool is_constant(const struct program *p, uint64_t addr)
{
    return addr - p->image_start < p->image_end - p->image_start &&
           addr - p->data_start >= p->data_end - p->data_start;
}

/* A loop that prints and looks at nothing but whether it is cancelled is meant to go on for ever. */
static bool prints_for_ever(const struct direct *d, const struct direct_task *t)
{
    const struct await *a = t->await;
    bool prints = t->prints != a->prints;
    for (uint32_t i = 0; i < a->object_count; i++)
        prints &= a->objects[i].id == t->task.object;
    for (uint32_t i = 0; i < a->read_count; i++)
        prints &= is_constant(d->machine.program, a->reads[i].addr);
    return prints;
}

/* The loop closed: from now on its cells must be scheduling points wherever they are accessed. */
static void begin_await(struct direct *d, struct direct_task *t)
{
    struct await *a = t->await;
    for (uint32_t i = 0; i < a->read_count; i++)
        if (a->reads[i].plain)
            access_promote(d, a->reads[i].addr, a->reads[i].bytes);
    stop_watching(t);
    t->task.prints_for_ever = prints_for_ever(d, t);
    t->task.state = TASK_AWAITING;
    d->awaiting++;
}

/*
 * The task stopped again while it is watched.  True if it now awaits.  The first snapshot may have been
 * taken before the loop: then the first jump back is a better place.
 */
static bool look(struct direct *d, struct direct_task *t, bool closes_loop)
{
    struct await *a = t->await;
    if (t->task.pending.pc == t->watched_pc && !t->disturbed && is_same_image(a, t) &&
        is_unchanged(d, a)) {
        begin_await(d, t);
        return true;
    }
    bool first_turn = closes_loop && a->operations_max == OPERATIONS_FIRST;
    if (++a->operations >= a->operations_max || first_turn) {
        a->operations_max *= 2;
        take_snapshot(d, t);
    }
    return false;
}

static void start_watching(struct direct *d, struct direct_task *t)
{
    take_snapshot(d, t);
    t->await->operations_max = OPERATIONS_FIRST;
}

/* Copying a small image is cheaper than going round the loop once more. */
static bool is_small_image(const struct direct_task *t)
{
    return t->stack.base - (uint64_t)(uintptr_t)t->sp <= IMAGE_SMALL_BYTES;
}

/* Operations that loops wait with.  Others may change nothing too, but rarely go round and round. */
static bool may_spin(const struct op *op)
{
    return op->kind == OP_READ || op->kind == OP_LOAD || op->kind == OP_EXCHANGE ||
           op->kind == OP_COMPARE_EXCHANGE || op->kind == OP_ATOMIC;
}

void await_posted(struct direct *d, struct direct_task *t)
{
    const struct op *op = &t->task.pending;
    bool closes_loop = op->pc <= t->last_read_pc;
    t->last_read_pc = op->pc;
    if (t->effect) {
        t->effect = false;
        stop_watching(t);
        closes_loop = false;
    }
    if (op->kind == OP_CHOOSE || op->kind == OP_REGION || op->kind == OP_FOREVER) {
        stop_watching(t);
        return;
    }
    if (t->watching) {
        look(d, t, closes_loop);
    } else if (closes_loop || (may_spin(op) && is_small_image(t))) {
        start_watching(d, t);
    }
}

/* A task that makes no operation at all is looked at when it runs out of fuel. */
bool await_probed(struct direct *d, struct direct_task *t)
{
    struct await *a = await_of(t);
    bool effect = t->effect;
    t->effect = false;
    if (t->watching && !effect && a->noted < PLAIN_READS_MAX)
        return look(d, t, false);
    if (t->watching) {
        give_up(d, t);
        return false;
    }
    start_watching(d, t);
    return false;
}

/* Private cells of its own stack: the image that is compared holds them. */
static bool is_in_image(const struct direct_task *t, uint64_t addr, uint64_t bytes,
                        enum access access)
{
    return access == ACCESS_PLAIN && addr >= t->await->sp && addr < t->stack.base &&
           !access_has_facts(addr, bytes);
}

static inline void note(struct direct *d, struct direct_task *t, const struct noted_read *read)
{
    struct await *a = t->await;
    for (uint32_t i = 0; i < a->read_count; i++) {
        const struct noted_read *r = &a->reads[i];
        if (r->addr == read->addr && r->value == read->value && r->bytes == read->bytes &&
            r->plain == read->plain)
            return;
    }
    if (a->read_count == READS_MAX)
        give_up(d, t);
    else
        a->reads[a->read_count++] = *read;
}

void await_note_read(struct direct *d, struct direct_task *t, uint64_t addr, uint64_t bytes,
                     enum access access)
{
    if (!t->watching)
        return;
    t->await->noted++;
    if (!is_in_image(t, addr, bytes, access))
        note(d, t, &(struct noted_read){addr, bytes, value_of(addr, bytes), access == ACCESS_PLAIN});
}

uint64_t await_note_cell(struct direct *d, struct direct_task *t, uint64_t addr, uint64_t bytes)
{
    uint64_t value = cell_load(addr, bytes);
    if (t->watching)
        note(d, t, &(struct noted_read){addr, bytes, value, false});
    return value;
}

void await_note_object(struct direct *d, struct direct_task *t, uint32_t object)
{
    struct await *a = t->await;
    if (!t->watching)
        return;
    if (a->object_count == READS_MAX) {
        stop_watching(t);
        return;
    }
    const struct object *o = object_get(&d->machine, object);
    a->objects[a->object_count++] = (struct noted_object){object, o ? o->version : 0};
}

bool await_is_over(struct direct *d, const struct direct_task *t)
{
    return t->disturbed || !is_unchanged(d, t->await);
}

bool await_looks_at(struct direct *d, const struct direct_task *t, uint64_t addr, uint64_t bytes)
{
    const struct await *a = t->await;
    for (uint32_t i = 0; i < a->read_count; i++)
        if (a->reads[i].addr < addr + bytes && addr < a->reads[i].addr + a->reads[i].bytes)
            return true;
    for (uint32_t i = 0; i < a->object_count; i++) {
        const struct object *o = object_get(&d->machine, a->objects[i].id);
        if (o && o->addr - addr < bytes)
            return true;
    }
    return false;
}

struct await_looks await_looks(const struct direct_task *t)
{
    const struct await *a = t->await;
    return (struct await_looks){a->reads, a->objects, a->read_count, a->object_count};
}

void await_disturb(struct direct_task *t)
{
    t->disturbed = true;
}

void await_reset(struct direct_task *t)
{
    stop_watching(t);
}

void await_keep(struct prelude *p, const struct direct_task *t)
{
    struct await *a = t->await;
    if (!t->watching && t->task.state != TASK_AWAITING)
        return;
    size_t end = offsetof(struct await, reads) + a->read_count * sizeof a->reads[0];
    prelude_keep(p, &a->sp, end - offsetof(struct await, sp));
    prelude_keep(p, a->objects, a->object_count * sizeof a->objects[0]);
    prelude_keep_behind(p, &a->image, a->image_bytes);
}

void await_free(struct direct_task *t)
{
    if (t->await)
        free(t->await->image);
    free(t->await);
    t->await = NULL;
}
