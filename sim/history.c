/* SPDX-License-Identifier: MIT */
/*
 * Access history and happens-before of cells.
 *
 * Race detection: two accesses to the same byte by different tasks, at least one a write, at least one
 * not atomic, neither ordered before the other by happens-before (C11 5.1.2.4).
 * Paper:   Flanagan and Freund, "FastTrack", PLDI 2009 (docs/references.md [FastTrack]).
 * Differs: atomic accesses are kept as well, so that a mix of atomic and plain is found; a volatile access counts
 *          as plain in the history but synchronises like a seq_cst atomic, so that what volatile flags protect is
 *          judged by the interleavings that exist under sequential consistency.
 * Cost:    O(1) for ordered accesses by one task, O(tasks) otherwise.
 */
#include "sim/access.h"
#include "sim/direct.h"
#include "sim/history.h"
#include "sim/race_report.h"

static struct marks *marks_copy(struct direct *d, const struct marks *from, uint32_t count)
{
    if (from && from->count > count)
        count = from->count;
    count = (count + CLOCK_QUANTUM - 1) / CLOCK_QUANTUM * CLOCK_QUANTUM;
    struct marks *to =
        arena_alloc(&d->machine.arena, sizeof *to + count * sizeof to->at[0]);
    to->count = count;
    uint32_t kept = from ? from->count : 0;
    if (from)
        memcpy(to->at, from->at, kept * sizeof to->at[0]);
    for (uint32_t i = kept; i < count; i++)
        to->at[i] = (struct mark){0, 0};
    return to;
}

static void marks_set(struct direct *d, struct marks **marks, task_id task, uint32_t clock,
                      uint64_t pc)
{
    if (*marks == NULL || (*marks)->count <= task)
        *marks = marks_copy(d, *marks, d->machine.task_limit);
    (*marks)->at[task] = (struct mark){clock, site_pack(pc)};
}

/* Bytes of a granule part ways: each gets a record of its own, starting from what was common. */
static void split(struct direct *d, struct shadow *s)
{
    struct shadow *bytes = arena_alloc(&d->machine.arena, GRANULE_BYTES * sizeof *bytes);
    memset(bytes, 0, GRANULE_BYTES * sizeof *bytes);
    struct extra common = {0};
    if (s->extra)
        common = d->extras.items[s->extra];
    for (int i = 0; i < GRANULE_BYTES; i++) {
        bytes[i].generation = d->generation;
        if (!(s->mask >> i & 1))
            continue;
        bytes[i] = *s;
        bytes[i].mask = 1;
        if (s->extra == 0)
            continue;
        bytes[i].extra = 0;
        struct extra *own = history_extra(d, &bytes[i]);
        own->reads = common.reads ? marks_copy(d, common.reads, 0) : NULL;
        own->atomic_reads = common.atomic_reads ? marks_copy(d, common.atomic_reads, 0) : NULL;
        own->atomic_writes = common.atomic_writes ? marks_copy(d, common.atomic_writes, 0) : NULL;
    }
    history_extra(d, s)->bytes = bytes;
    s->flags |= SHADOW_SPLIT;
    s->mask = (1u << GRANULE_BYTES) - 1;
    s->write_clock = 0; /* the fast path must not match */
    s->read_clock = 0;
}

struct access_now {
    struct direct *d;
    struct direct_task *t;
    uint64_t addr, bytes; /* the whole access, for reports */
    enum access access;
    bool write;
    uint64_t pc;
    bool mixed; /* the granule has FACT_MIXED: atomic accesses are recorded */
};

static void conflict(const struct access_now *now, task_id task, enum access access, bool write,
                     uint32_t site)
{
    struct race_side earlier = {task, access, write, site_unpack(site)};
    struct race_side later = {now->t->task.id, now->access, now->write, now->pc};
    race_report(now->d, now->addr, now->bytes, &earlier, &later);
}

static void check_marks(const struct access_now *now, const struct marks *marks,
                        enum access access, bool write)
{
    if (marks == NULL)
        return;
    for (uint32_t i = 0; i < marks->count; i++)
        if (!history_is_ordered(now->t, (task_id)i, marks->at[i].clock))
            conflict(now, (task_id)i, access, write, marks->at[i].pc);
}

/* Reports every earlier access in this record that races with the one that happens now. */
static void check_record(const struct access_now *now, const struct shadow *s)
{
    bool atomic = now->access == ACCESS_ATOMIC;
    const struct extra *extra = s->extra ? &now->d->extras.items[s->extra] : NULL;
    if (s->write_clock && !history_is_ordered(now->t, s->write_task, s->write_clock)) {
        bool was_volatile = s->flags & SHADOW_WRITE_VOLATILE;
        conflict(now, s->write_task, was_volatile ? ACCESS_VOLATILE : ACCESS_PLAIN, true,
                 s->write_pc);
    }
    if (extra && !atomic)
        check_marks(now, extra->atomic_writes, ACCESS_ATOMIC, true);
    if (!now->write)
        return;
    enum access read_access = s->flags & SHADOW_READ_VOLATILE ? ACCESS_VOLATILE : ACCESS_PLAIN;
    if (s->flags & SHADOW_READS_SHARED)
        check_marks(now, extra->reads, read_access, false);
    else if (s->read_clock && !history_is_ordered(now->t, s->read_task, s->read_clock))
        conflict(now, s->read_task, read_access, false, s->read_pc);
    if (extra && !atomic)
        check_marks(now, extra->atomic_reads, ACCESS_ATOMIC, false);
}

static void record_write(const struct access_now *now, struct shadow *s)
{
    struct direct_task *t = now->t;
    uint32_t epoch = direct_epoch(t);
    if (now->access == ACCESS_ATOMIC) {
        if (now->mixed)
            marks_set(now->d, &history_extra(now->d, s)->atomic_writes, t->task.id, epoch, now->pc);
        return;
    }
    s->write_task = t->task.id;
    s->write_clock = epoch;
    s->write_pc = site_pack(now->pc);
    s->flags = (uint8_t)(now->access == ACCESS_VOLATILE ? s->flags | SHADOW_WRITE_VOLATILE
                                                        : s->flags & ~SHADOW_WRITE_VOLATILE);
}

static void record_read(const struct access_now *now, struct shadow *s)
{
    struct direct_task *t = now->t;
    uint32_t epoch = direct_epoch(t);
    if (now->access == ACCESS_ATOMIC) {
        if (now->mixed)
            marks_set(now->d, &history_extra(now->d, s)->atomic_reads, t->task.id, epoch, now->pc);
        return;
    }
    if (now->access == ACCESS_VOLATILE)
        s->flags |= SHADOW_READ_VOLATILE;
    bool shared = s->flags & SHADOW_READS_SHARED;
    if (!shared && (s->read_clock == 0 || history_is_ordered(t, s->read_task, s->read_clock))) {
        s->read_task = t->task.id;
        s->read_clock = epoch;
        s->read_pc = site_pack(now->pc);
        return;
    }
    struct extra *extra = history_extra(now->d, s);
    if (!shared) {
        s->flags |= SHADOW_READS_SHARED;
        extra->reads = NULL;
        marks_set(now->d, &extra->reads, s->read_task, s->read_clock, site_unpack(s->read_pc));
        s->read_clock = 0;
    }
    marks_set(now->d, &extra->reads, t->task.id, epoch, now->pc);
}

static void touch_record(const struct access_now *now, struct shadow *s)
{
    check_record(now, s);
    if (now->write)
        record_write(now, s);
    else
        record_read(now, s);
}

static void touch_granule(struct access_now *now, uint64_t granule, uint8_t mask)
{
    struct direct *d = now->d;
    struct shadow *s = shadow_of(granule);
    history_freshen(d, s);
    if (now->access == ACCESS_ATOMIC)
        s->flags |= SHADOW_ATOMIC;
    else if (s->flags & SHADOW_ATOMIC)
        access_learn(d, granule, FACT_MIXED);
    now->mixed = s->facts & FACT_MIXED;
    if (now->write && !(s->flags & SHADOW_DIRTY)) {
        s->flags |= SHADOW_DIRTY;
        access_mark_dirty(d, granule, GRANULE_BYTES);
    }
    if (s->mask == 0)
        s->mask = mask;
    if (LIKELY(s->mask == mask && !(s->flags & SHADOW_SPLIT))) {
        touch_record(now, s);
        return;
    }
    if (!(s->flags & SHADOW_SPLIT))
        split(d, s);
    struct shadow *bytes = d->extras.items[s->extra].bytes;
    for (int i = 0; i < GRANULE_BYTES; i++)
        if (mask >> i & 1) {
            bytes[i].mask = 1;
            touch_record(now, &bytes[i]);
        }
}

static void touch(struct access_now *now)
{
    uint64_t addr = now->addr, end = addr + now->bytes;
    while (addr < end) {
        uint64_t granule = addr & ~(uint64_t)(GRANULE_BYTES - 1);
        uint64_t offset = addr - granule;
        uint64_t count = GRANULE_BYTES - offset;
        if (count > end - addr)
            count = end - addr;
        touch_granule(now, granule, (uint8_t)(((1u << count) - 1) << offset));
        addr += count;
    }
}

void history_read(struct direct *d, struct direct_task *t, uint64_t addr, uint64_t bytes,
                  enum access access, uint64_t pc)
{
    if (world_has(addr))
        touch(&(struct access_now){d, t, addr, bytes, access, false, pc, false});
}

void history_write(struct direct *d, struct direct_task *t, uint64_t addr, uint64_t bytes,
                   enum access access, uint64_t pc)
{
    if (world_has(addr))
        touch(&(struct access_now){d, t, addr, bytes, access, true, pc, false});
}

void history_forget(struct direct *d, uint64_t addr, uint64_t bytes)
{
    struct shadow *first = shadow_of(addr), *last = shadow_of(addr + bytes - 1);
    for (struct shadow *s = first; s <= last; s++)
        if (s->generation == d->generation)
            s->generation = d->generation - 1;
}

void history_fence(struct direct *d, struct direct_task *t, uint8_t order)
{
    if (order_acquires(order))
        clock_join(&d->machine.arena, &t->clock, t->acquire_pending);
    if (order_releases(order)) {
        clock_assign(&d->machine.arena, &t->fence_release, t->clock);
        direct_advance_epoch(t);
    }
}
