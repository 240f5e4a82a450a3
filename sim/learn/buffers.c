/* SPDX-License-Identifier: MIT */
#include "sim/learn/buffers.h"

#include "sim/learn/heaps.h"
#include "sim/perform_cell.h"

static struct stores load(const struct product *p, const struct state *s, task_id task)
{
    struct stores stores = {0};
    if (buffers_are_empty(p, s, task))
        return stores;
    uint32_t field = p->slots[task].buffer_field;
    size_t bytes;
    const void *items = blob_set_get(&p->fields.items[field].values, s->v[field], &bytes);
    stores.count = (uint32_t)(bytes / sizeof stores.items[0]);
    memcpy(stores.items, items, bytes);
    return stores;
}

/* Value 0 is the empty buffer. */
static uint32_t value_of(struct product *p, task_id task, const struct stores *stores)
{
    struct blob_set *values = &p->fields.items[p->slots[task].buffer_field].values;
    blob_set_add(values, NULL, 0);
    return blob_set_add(values, stores->items, stores->count * sizeof stores->items[0]);
}

static bool is_on_own_stack(const struct class *c)
{
    return world_in_stacks(c->op.addr) && stack_owner(c->op.addr) == c->slot;
}

/* Plain accesses that are no operations happen at once. */
bool buffers_take(const struct product *p, const struct class *c)
{
    return p->weak_memory && !c->local && world_has(c->op.addr) &&
           memory_model_buffers(&c->op, is_on_own_stack(c));
}

/* What waits for a block must get there while it is the block's. */
static bool holds_block(const struct product *p, const struct state *s, const struct class *c)
{
    struct heap_place block;
    return heaps_find(p, s->v[p->heap_field], c->op.addr, &block) &&
           buffers_hold(p, s, c->slot, block.start, block.bytes);
}

bool buffers_allow(struct product *p, const struct state *s, uint32_t class)
{
    const struct class *c = &p->classes.items[class];
    bool store = c->op.kind == OP_STORE || (c->op.kind == OP_WRITE && !c->local);
    if (!p->weak_memory)
        return true;
    if (store && is_on_own_stack(c) && memory_model_buffers(&c->op, false))
        p->own_stack_drained = true;
    if (buffers_are_empty(p, s, c->slot))
        return true;
    if (c->op.kind == OP_WRITE && c->local)
        return true;
    if (c->op.kind == OP_FREE)
        return !holds_block(p, s, c);
    if (!buffers_take(p, c))
        return !memory_model_drains(&c->op, false);
    struct stores stores = load(p, s, c->slot);
    bool full = stores_waiting(&stores) >= p->options->buffer_max;
    p->buffer_was_full |= full;
    return !full;
}

/* Flushing. */

uint32_t buffers_flushable(const struct product *p, const struct state *s, task_id task)
{
    uint32_t which[STORES_ITEMS_MAX];
    if (buffers_are_empty(p, s, task))
        return 0;
    struct stores stores = load(p, s, task);
    return stores_flushable(&stores, p->options->memory, which);
}

struct waiting_store buffers_next(const struct product *p, const struct state *s, task_id task,
                                  uint32_t which)
{
    uint32_t indices[STORES_ITEMS_MAX];
    struct stores stores = load(p, s, task);
    uint32_t count = stores_flushable(&stores, p->options->memory, indices);
    ASSERT_LT(which, count);
    return stores.items[indices[which]];
}

static void write(struct product *p, struct state *s, const struct waiting_store *store)
{
    uint32_t count, first = product_cells(p, store->addr, store->bytes, &count);
    state_fit(p, s);
    for (uint32_t i = first; i < first + count; i++) {
        const struct cell cell = p->cells.items[i];
        const struct stores one = {1, {*store}};
        uint8_t bytes[8];
        product_read(p, s, cell.addr, cell.bytes, bytes);
        stores_show(&one, cell.addr, cell.bytes, bytes);
        product_set(p, s, cell.field, cell_value_id(p, &p->cells.items[i], bytes));
    }
}

void buffers_flush(struct product *p, struct state *s, task_id task, uint32_t which)
{
    uint32_t indices[STORES_ITEMS_MAX];
    struct stores stores = load(p, s, task);
    uint32_t count = stores_flushable(&stores, p->options->memory, indices);
    ASSERT_LT(which, count);
    write(p, s, &stores.items[indices[which]]);
    stores_remove(&stores, indices[which]);
    product_set(p, s, p->slots[task].buffer_field, value_of(p, task, &stores));
}

/* Storing. */

uint32_t buffers_after_store(struct product *p, const struct state *s, task_id task,
                             const struct op *op, uint64_t value)
{
    struct stores stores = load(p, s, task);
    if (stores.count == STORES_ITEMS_MAX)
        return s->v[p->slots[task].buffer_field]; /* it is not allowed */
    stores_push(&stores, waiting_store_of(op, cell_truncate(value, op->bytes)));
    return value_of(p, task, &stores);
}

uint32_t buffers_after_fence(struct product *p, const struct state *s, task_id task)
{
    struct stores stores = load(p, s, task);
    if (p->options->memory == MEMORY_PSO)
        stores_fence(&stores);
    return value_of(p, task, &stores);
}

/* Looking. */

void buffers_read(struct product *p, const struct state *s, task_id task, uint64_t addr,
                  uint64_t bytes, uint8_t *to)
{
    product_read(p, s, addr, bytes, to);
    if (buffers_are_empty(p, s, task))
        return;
    struct stores stores = load(p, s, task);
    stores_show(&stores, addr, bytes, to);
}

bool buffers_hold(const struct product *p, const struct state *s, task_id task, uint64_t addr,
                  uint64_t bytes)
{
    if (buffers_are_empty(p, s, task))
        return false;
    struct stores stores = load(p, s, task);
    return stores_find(&stores, addr, bytes) >= 0;
}

static bool anything_is_buffered(const struct product *p)
{
    for (size_t i = 0; i < p->classes.count; i++)
        if (buffers_take(p, &p->classes.items[i]))
            return true;
    return false;
}

/* All of the granule. */
static bool is_promoted(const struct product *p, uint64_t granule)
{
    for (uint64_t b = granule; b < granule + GRANULE_BYTES; b++)
        if (!product_is_promoted(p, b, 1))
            return false;
    return true;
}

void buffers_promote(struct product *p)
{
    if (!p->weak_memory || p->options->memory != MEMORY_PSO || !anything_is_buffered(p))
        return;
    for (size_t i = 0; i < p->race_cells.count; i++) {
        const struct race_cell *cell = &p->race_cells.items[i];
        if (races_is_contended(cell) && !is_promoted(p, cell->addr)) {
            vec_push(&p->promoted, (struct promotion){cell->addr, FACT_PROMOTED});
            p->promoted_grew = true;
        }
    }
}
