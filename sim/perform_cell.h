/* SPDX-License-Identifier: MIT */
/*
 * Performing accesses to cells: the common cases, inline for run.c.
 *
 * An atomic access of 4 or 8 aligned bytes whose history is simple is performed here; everything
 * else by perform_op.
 */
#ifndef SIM_PERFORM_CELL_H
#define SIM_PERFORM_CELL_H

#include "sim/history.h"

typedef uint16_t __attribute__((aligned(1), may_alias)) cell_u16;
typedef uint32_t __attribute__((aligned(1), may_alias)) cell_u32;
typedef uint64_t __attribute__((aligned(1), may_alias)) cell_u64;

static inline uint64_t cell_truncate(uint64_t value, uint64_t bytes)
{
    return bytes >= 8 ? value : value & ((UINT64_C(1) << (bytes * 8)) - 1);
}

/* A cell of 1, 2, 4 or 8 bytes, wherever it is. */
static inline uint64_t cell_load(uint64_t addr, uint64_t bytes)
{
    switch (bytes) {
    case 1:
        return *(const uint8_t *)addr;
    case 2:
        return *(const cell_u16 *)addr;
    case 4:
        return *(const cell_u32 *)addr;
    default:
        return *(const cell_u64 *)addr;
    }
}

static inline void cell_store(uint64_t addr, uint64_t bytes, uint64_t value)
{
    switch (bytes) {
    case 1:
        *(uint8_t *)addr = (uint8_t)value;
        break;
    case 2:
        *(cell_u16 *)addr = (uint16_t)value;
        break;
    case 4:
        *(cell_u32 *)addr = (uint32_t)value;
        break;
    default:
        *(cell_u64 *)addr = value;
        break;
    }
}

/* What an atomic operation leaves in a cell that holds old. */
static inline uint64_t cell_value_after(const struct op *op, uint64_t old)
{
    switch ((enum op_kind)op->kind) {
    case OP_STORE:
    case OP_EXCHANGE:
        return op->arg;
    case OP_FETCH_ADD:
        return old + op->arg;
    case OP_FETCH_SUB:
        return old - op->arg;
    case OP_FETCH_AND:
        return old & op->arg;
    case OP_FETCH_OR:
        return old | op->arg;
    case OP_FETCH_XOR:
        return old ^ op->arg;
    case OP_FETCH_NAND:
        return ~(old & op->arg);
    case OP_COMPARE_EXCHANGE:
        return old == cell_truncate(op->expected, op->bytes) ? op->arg : old;
    default:
        return old;
    }
}

/* Everything about an atomic access but its history. */
static inline uint64_t cell_perform_atomic(struct direct *d, struct direct_task *t,
                                           const struct op *op, uint64_t old, bool reads,
                                           bool writes)
{
    if (reads)
        history_acquire(d, t, op->addr, op->order);
    if (writes)
        history_release(d, t, op->addr, op->order, reads);
    uint64_t new = cell_truncate(cell_value_after(op, old), op->bytes);
    if (writes)
        cell_store(op->addr, op->bytes, new);
    if (writes && new != old)
        t->effect = true;
    else if (t->watching)
        await_note_read(d, t, op->addr, op->bytes, ACCESS_ATOMIC);
    return old;
}

/* An aligned atomic access of 4 or 8 bytes whose history is simple; else perform_op. */
static __attribute__((noinline, unused)) uint64_t
perform_cell_rarely(struct direct *d, struct direct_task *t, const struct op *op)
{
    bool four = op->bytes == 4, eight = op->bytes == 8;
    if (UNLIKELY(op->access != ACCESS_ATOMIC || !world_has(op->addr) || !(four || eight) ||
                 op->addr % op->bytes != 0 || op->flags & OP_RANGE))
        return perform_op(d, t, op, 0);
    uint64_t old = cell_load(op->addr, op->bytes);
    bool reads = op->kind != OP_STORE;
    bool writes = op->kind == OP_COMPARE_EXCHANGE
                      ? old == cell_truncate(op->expected, op->bytes)
                      : op->kind != OP_LOAD;
    if (UNLIKELY(!history_atomic_fast(d, t, op->addr, writes)) ||
        (eight && UNLIKELY(!history_atomic_fast(d, t, op->addr + GRANULE_BYTES, writes))))
        return perform_op(d, t, op, 0);
    return cell_perform_atomic(d, t, op, old, reads, writes);
}

/*
 * The most common case of all: a seq_cst load or store of an int of the program's data, whose history is simple:
 * nothing but atomic accesses to all of it in this execution, and FACT_MIXED is not known.
 */
static inline bool cell_is_common(const struct direct *d, const struct direct_task *t,
                                  const struct op *op, const struct shadow *s)
{
    enum { UNLIKE = SHADOW_ABOUT(UINT8_MAX, FACT_MIXED, UINT8_MAX & ~SHADOW_DIRTY) };
    return op->addr % GRANULE_BYTES == 0 && s->generation == d->generation && s->extra != 0 &&
           (s->about & UNLIKE) == SHADOW_ABOUT(FACT_PROMOTED, 0, SHADOW_ATOMIC) &&
           (s->write_clock == 0 || history_is_ordered(t, s->write_task, s->write_clock));
}

static inline uint64_t cell_common_load(struct direct *d, struct direct_task *t,
                                        const struct clock *seen, uint64_t addr)
{
    if (seen)
        clock_raise(t->clock, seen);
    if (t->watching)
        return await_note_cell(d, t, addr, GRANULE_BYTES);
    return *(const cell_u32 *)addr;
}

static inline void cell_common_store(struct direct_task *t, struct release *release, uint64_t addr,
                                     uint32_t value)
{
    clock_copy(release->clock, t->clock);
    release->task = t->task.id;
    direct_advance_epoch(t);
    cell_u32 *cell = (cell_u32 *)addr;
    if (*cell != value) {
        *cell = value;
        t->effect = true;
    }
}

/* t's pending access to a cell.  All that is not common is left to others, so that this needs no frame. */
static inline uint64_t perform_cell(struct direct *d, struct direct_task *t)
{
    const struct op *op = &t->task.pending;
    bool load = op->form == OP_FORM(OP_LOAD, ACCESS_ATOMIC, __ATOMIC_SEQ_CST, 0);
    bool store = op->form == OP_FORM(OP_STORE, ACCESS_ATOMIC, __ATOMIC_SEQ_CST, 0);
    if ((load || store) && op->bytes == GRANULE_BYTES && op->addr - d->data < d->data_bytes) {
        const struct shadow *s = shadow_of(op->addr);
        struct release *release = &d->extras.items[s->extra].release[0];
        if (LIKELY(cell_is_common(d, t, op, s))) {
            const struct clock *seen = release->clock, *own = t->clock;
            if (load && (seen == NULL || seen->count <= own->count))
                return cell_common_load(d, t, seen, op->addr);
            if (store && (s->flags & SHADOW_DIRTY) && s->read_clock == 0 && seen &&
                seen->count >= own->count) {
                cell_common_store(t, release, op->addr, (uint32_t)op->arg);
                return 0;
            }
        }
    }
    return perform_cell_rarely(d, t, op);
}

#endif
