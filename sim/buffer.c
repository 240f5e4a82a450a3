/* SPDX-License-Identifier: MIT */
#include "sim/buffer.h"

#include "base/memory.h"
#include "sim/access.h"
#include "sim/history.h"
#include "sim/perform_cell.h"

/* Nobody but main has ever run: whether its stores wait makes no difference, and creating a task drains. */
static bool is_alone(const struct direct *d)
{
    return d->serials == 0;
}

static bool is_buffered(const struct direct *d, const struct direct_task *t, const struct op *op)
{
    return !is_alone(d) && world_has(op->addr) &&
           memory_model_buffers(op, direct_owns(t, op->addr));
}

uint32_t buffer_flushable(const struct direct *d, const struct direct_task *t)
{
    uint32_t which[STORES_ITEMS_MAX];
    return buffer_is_empty(t)
               ? 0
               : stores_flushable(&t->buffer->stores, d->machine.options.memory, which);
}

bool buffer_allows(struct direct *d, const struct direct_task *t)
{
    const struct op *op = &t->task.pending;
    if (buffer_is_empty(t))
        return true;
    bool buffered = is_buffered(d, t, op);
    if (!buffered)
        return !memory_model_drains(op, false);
    bool full = stores_waiting(&t->buffer->stores) >= d->machine.options.buffer_max;
    d->machine.buffer_was_full |= full;
    return !full;
}

/* Showing. */

void buffer_show(struct direct_task *t)
{
    struct buffer *b = t->buffer;
    if (b == NULL || b->shown)
        return;
    b->shown = true;
    for (uint32_t i = 0; i < b->stores.count; i++) {
        const struct waiting_store *store = &b->stores.items[i];
        if (store->bytes == 0)
            continue;
        b->hidden[i] = cell_load(store->addr, store->bytes);
        cell_store(store->addr, store->bytes, store->value);
    }
}

void buffer_hide(struct direct_task *t)
{
    struct buffer *b = t->buffer;
    if (b == NULL || !b->shown)
        return;
    b->shown = false;
    for (uint32_t i = b->stores.count; i-- > 0;)
        if (b->stores.items[i].bytes > 0)
            cell_store(b->stores.items[i].addr, b->stores.items[i].bytes, b->hidden[i]);
}

/*
 * Copies of structs that hold one scalar look like a store and then a load, and are made after both.  Until
 * the store is made its place holds what programs hardly ever store.
 */
static const uint64_t unmade[] = {UINT64_C(0xd3b9a57c9e6bc5a3), UINT64_C(0x2c465a83619435dc)};

static void expect_store(struct buffer *b)
{
    uint64_t mark = cell_truncate(unmade[0], b->store.bytes);
    b->before = cell_load(b->store.addr, b->store.bytes);
    if (b->before == mark)
        mark = cell_truncate(unmade[1], b->store.bytes);
    b->mark = mark;
    cell_store(b->store.addr, b->store.bytes, mark);
}

/* t has announced a store, and is about to make the load that a copy begins with. */
static bool store_is_unmade(const struct direct_task *t)
{
    const struct buffer *b = t->buffer;
    const struct op *next = &t->task.pending;
    return !b->loading && next->kind == OP_READ && next->access == b->store.access &&
           next->bytes == b->store.bytes && !(next->flags & (OP_RANGE | OP_WRAPPED)) &&
           cell_load(b->store.addr, b->store.bytes) == b->mark;
}

static void push(struct direct_task *t, const struct op *op, uint64_t value,
                 struct clock *released)
{
    struct buffer *b = t->buffer;
    b->about[b->stores.count] = (struct buffered){released, op->pc, op->access};
    stores_push(&b->stores, waiting_store_of(op, cell_truncate(value, op->bytes)));
}

void buffer_stop(struct direct *d, struct direct_task *t)
{
    struct buffer *b = t->buffer;
    bool loading = b != NULL && b->storing && store_is_unmade(t);
    if (d->machine.observer && d->stepping == t && d->step.has_values && !loading)
        d->step.after = cell_load(d->step.op.addr, d->step.op.bytes);
    if (b == NULL)
        return;
    uint64_t stored = 0;
    if (b->storing) {
        stored = cell_load(b->store.addr, b->store.bytes);
        cell_store(b->store.addr, b->store.bytes, b->before);
    }
    buffer_hide(t);
    b->loading = loading;
    if (loading)
        return;
    if (b->storing)
        push(t, &b->store, stored, b->released);
    if (b->fenced)
        stores_fence(&b->stores);
    b->storing = b->fenced = false;
}

/* Performing. */

/* What a reader of the store learns. */
static struct clock *release_clock(struct direct *d, struct direct_task *t, uint8_t order)
{
    const struct clock *own = order_releases(order) ? t->clock : t->fence_release;
    struct clock *copy = NULL;
    if (own)
        clock_assign(&d->machine.arena, &copy, own);
    if (order_releases(order))
        direct_advance_epoch(t);
    return copy;
}

static void perform_store(struct direct *d, struct direct_task *t, const struct op *op)
{
    if (t->buffer == NULL)
        t->buffer = memory_new(1, sizeof *t->buffer);
    struct buffer *b = t->buffer;
    history_write(d, t, op->addr, op->bytes, op->access, op->pc);
    t->effect = d->step.buffered = true;
    uint8_t order = op->access == ACCESS_ATOMIC ? op->order : __ATOMIC_RELAXED;
    if (op->access == ACCESS_VOLATILE)
        order = memory_model_volatile_order(d->machine.options.memory, true);
    struct clock *released = release_clock(d, t, order);
    if (op->kind == OP_STORE) {
        buffer_hide(t);
        push(t, op, op->arg, released);
        buffer_show(t);
        return;
    }
    b->storing = true;
    b->store = *op;
    b->released = released;
    expect_store(b);
}

/* A load that sees nothing but its own stores synchronises with nobody. */
static uint64_t perform_load(struct direct *d, struct direct_task *t, const struct op *op)
{
    history_read(d, t, op->addr, op->bytes, op->access, op->pc);
    await_note_read(d, t, op->addr, op->bytes, op->access);
    return op->kind == OP_LOAD ? cell_load(op->addr, op->bytes) : 0;
}

/* The load of a copy: what it is to be stored over is marked again only after it was looked at. */
static void load_of_copy(struct direct *d, struct direct_task *t)
{
    perform_op(d, t, &t->task.pending, 0);
    expect_store(t->buffer);
}

static bool is_forwarded(const struct direct_task *t, const struct op *op)
{
    uint8_t bytes[sizeof(uint64_t)];
    return (op->kind == OP_LOAD || op->kind == OP_READ) && op->bytes <= sizeof bytes &&
           !(op->flags & OP_RANGE) && !buffer_is_empty(t) &&
           stores_show(&t->buffer->stores, op->addr, op->bytes, bytes) == op->bytes;
}

bool buffer_perform(struct direct *d, struct direct_task *t, uint64_t *result)
{
    const struct op *op = &t->task.pending;
    *result = 0;
    if (UNLIKELY(t->buffer && t->buffer->loading)) {
        load_of_copy(d, t);
        return true;
    }
    if (!op_is_cell(op) || op->kind == OP_FENCE)
        return false;
    if (is_buffered(d, t, op)) {
        perform_store(d, t, op);
        return true;
    }
    if (!is_alone(d) && memory_model_buffers(op, false) && world_has(op->addr))
        d->machine.own_stack_drained = true;
    if (!is_forwarded(t, op))
        return false;
    *result = perform_load(d, t, op);
    return true;
}

/* Flushing. */

/* As history_release does for a store. */
static void publish(struct direct *d, const struct direct_task *t, uint64_t addr,
                    struct clock *released)
{
    struct release *release = history_release_of(d, addr, true);
    if (release == NULL)
        return;
    if (released) {
        clock_assign(&d->machine.arena, &release->clock, released);
        release->task = t->task.id;
    } else if (release->task != t->task.id) {
        release->clock = NULL;
    }
}

static void flush_at(struct direct *d, struct direct_task *t, uint32_t index)
{
    struct buffer *b = t->buffer;
    const struct waiting_store store = b->stores.items[index];
    ASSERT(!b->shown);
    cell_store(store.addr, store.bytes, store.value);
    publish(d, t, store.addr, b->about[index].released);
    uint32_t before = b->stores.count;
    stores_remove(&b->stores, index);
    uint32_t gone = before - b->stores.count;
    memmove(&b->about[index], &b->about[index + gone],
            (b->stores.count - index) * sizeof b->about[0]);
}

void buffer_flush(struct direct *d, struct direct_task *t, uint32_t which, struct op *op)
{
    uint32_t indices[STORES_ITEMS_MAX];
    struct buffer *b = t->buffer;
    uint32_t count = stores_flushable(&b->stores, d->machine.options.memory, indices);
    ASSERT_LT(which, count);
    const struct waiting_store store = b->stores.items[indices[which]];
    const struct buffered about = b->about[indices[which]];
    *op = (struct op){.kind = OP_FLUSH,
                      .access = about.access,
                      .addr = store.addr,
                      .bytes = store.bytes,
                      .arg = store.value,
                      .pc = about.pc};
    flush_at(d, t, indices[which]);
}

/* By the task itself. */

void buffer_drain(struct direct *d, uint64_t pc)
{
    struct direct_task *t = d->current;
    if (buffer_is_empty(t))
        return;
    t->task.last_pc = pc;
    t->task.pending = (struct op){.kind = OP_FENCE,
                                  .access = ACCESS_ATOMIC,
                                  .order = __ATOMIC_SEQ_CST,
                                  .flags = OP_EAGER,
                                  .pc = pc};
    direct_post(t);
}

void buffer_fence(struct direct *d)
{
    struct buffer *b = d->current->buffer;
    if (d->machine.options.memory == MEMORY_PSO && b != NULL)
        b->fenced = true;
}

void buffer_give_way(struct direct *d, uint64_t addr, uint64_t bytes)
{
    struct direct_task *t = d->current;
    if (buffer_is_empty(t))
        return;
    bool shown = t->buffer->shown;
    buffer_hide(t);
    while (stores_find(&t->buffer->stores, addr, bytes) >= 0)
        flush_at(d, t, 0);
    if (shown)
        buffer_show(t);
}

bool buffer_holds(const struct direct_task *t, uint64_t addr, uint64_t bytes)
{
    const struct buffer *b = t->buffer;
    if (b == NULL)
        return false;
    bool open = b->storing && b->store.addr < addr + bytes &&
                addr < b->store.addr + b->store.bytes;
    return open || stores_find(&b->stores, addr, bytes) >= 0;
}

void buffer_reset(struct direct_task *t)
{
    if (t->buffer == NULL)
        return;
    t->buffer->stores.count = 0;
    t->buffer->shown = t->buffer->storing = t->buffer->loading = t->buffer->fenced = false;
}

void buffer_free(struct direct_task *t)
{
    free(t->buffer);
    t->buffer = NULL;
}
