/* SPDX-License-Identifier: MIT */
/* Outcomes are built field by field; `changes` of the newest one are the last ones. */
#include "sim/learn/outcomes.h"

#include "sim/learn/buffers.h"

struct outcome *outcomes_begin(struct product *p)
{
    vec_push(&p->outcomes, (struct outcome){.status = OUTCOME_NEXT,
                                            .changes = (uint32_t)p->changes.count,
                                            .next = BLOB_NONE});
    return vec_last(&p->outcomes);
}

void outcomes_refuse(struct product *p)
{
    vec_last(&p->outcomes)->status = OUTCOME_REFUSED;
}

void outcomes_fail(struct product *p, uint32_t finding)
{
    vec_last(&p->outcomes)->status = OUTCOME_FINDING;
    vec_last(&p->outcomes)->finding = finding;
}

void outcomes_note(struct product *p, uint32_t finding)
{
    vec_last(&p->outcomes)->finding = finding;
}

void outcomes_change(struct product *p, const struct state *s, uint32_t field, uint32_t value)
{
    if ((field < s->count ? s->v[field] : 0) == value)
        return;
    vec_push(&p->changes, (struct change){field, value});
    vec_last(&p->outcomes)->change_count++;
}

void outcomes_write(struct product *p, const struct state *s, uint64_t addr, uint64_t bytes,
                   const uint8_t *from, const uint8_t *mask)
{
    uint32_t count, first = product_cells(p, addr, bytes, &count);
    for (uint32_t i = first; i < first + count; i++) {
        const struct cell cell = p->cells.items[i];
        uint8_t value[8];
        product_read(p, s, cell.addr, cell.bytes, value);
        for (uint32_t b = 0; b < cell.bytes; b++) {
            uint64_t at = cell.addr + b - addr;
            if (at < bytes && (mask == NULL || mask[at] != 0))
                value[b] = from[at];
        }
        outcomes_change(p, s, cell.field, cell_value_id(p, &p->cells.items[i], value));
    }
}

/* What a native run wrote. */
struct write_cursor {
    const uint8_t *at, *end;
    struct out_write out;
    const uint8_t *bytes, *mask;
};

static bool next_write(struct write_cursor *c)
{
    if (c->at == c->end)
        return false;
    memcpy(&c->out, c->at, sizeof c->out);
    size_t padded = (c->out.bytes + 7) & ~(size_t)7;
    c->bytes = c->at + sizeof c->out;
    c->mask = c->bytes + padded;
    c->at = c->mask + padded;
    return true;
}

static struct write_cursor writes_of(const struct product *p, const struct class_edge *edge)
{
    size_t count;
    struct write_cursor c = {.at = blob_set_get(&p->l->outs, edge->out, &count)};
    c.end = c.at + count;
    return c;
}

static bool is_within(const struct out_write *out, const struct op *op)
{
    return out->addr >= op->addr && out->addr + out->bytes <= op->addr + op->bytes;
}

/* The newest outcome goes where the result leads. */
static struct class_edge lead(struct product *p, uint32_t class, const void *result, size_t bytes)
{
    const struct class_edge edge = *product_edge(p, class, result, bytes);
    vec_last(&p->outcomes)->next = edge.next;
    if (edge.warnings > 0)
        outcomes_note(p, FINDING_MISUSE);
    return edge;
}

/* A copy is announced as a store, then as a load, and made after that: here is what it stored. */
static bool is_store_of_copy(const struct product *p, uint32_t class, const struct write_cursor *c)
{
    const struct class *k = &p->classes.items[class];
    const struct op store = {.kind = OP_WRITE, .addr = c->out.addr, .bytes = c->out.bytes};
    bool own = world_in_stacks(store.addr) && stack_owner(store.addr) == k->slot;
    return p->weak_memory && k->op.kind == OP_READ && k->op.bytes == store.bytes &&
           !(k->op.flags & (OP_WRAPPED | OP_RANGE)) && memory_model_buffers(&store, own) &&
           (k->op.access == ACCESS_VOLATILE || product_is_promoted(p, store.addr, store.bytes));
}

static void put_into_buffer(struct product *p, uint32_t class, const struct state *s,
                            const struct write_cursor *c)
{
    task_id slot = p->classes.items[class].slot;
    const struct op store = {.kind = OP_WRITE, .addr = c->out.addr, .bytes = c->out.bytes};
    uint64_t value = 0;
    memcpy(&value, c->bytes, c->out.bytes);
    outcomes_change(p, s, p->slots[slot].buffer_field,
                    buffers_after_store(p, s, slot, &store, value));
}

void outcomes_follow(struct product *p, uint32_t class, const struct state *s, const void *result,
                    size_t bytes)
{
    const struct class_edge edge = lead(p, class, result, bytes);
    struct write_cursor c = writes_of(p, &edge);
    while (next_write(&c)) {
        if (!is_within(&c.out, &p->classes.items[class].op))
            p->classes.items[class].uncached = true; /* it depends on more than deps says */
        if (is_store_of_copy(p, class, &c))
            put_into_buffer(p, class, s, &c);
        else
            outcomes_write(p, s, c.out.addr, c.out.bytes, c.bytes, c.mask);
    }
}

/* The value that an operation leaves, as far as a native run wrote it. */
static void put(const struct write_cursor *c, const struct op *op, uint8_t value[8])
{
    for (uint64_t b = 0; b < c->out.bytes; b++)
        if (c->mask[b])
            value[c->out.addr + b - op->addr] = c->bytes[b];
}

void outcomes_store(struct product *p, uint32_t class, const struct state *s)
{
    const struct class_edge edge = lead(p, class, NULL, 0);
    const struct op op = p->classes.items[class].op;
    task_id slot = p->classes.items[class].slot;
    uint8_t value[8] = {0};
    uint64_t stored = op.arg;
    if (op.kind == OP_WRITE)
        buffers_read(p, s, slot, op.addr, op.bytes, value);
    struct write_cursor c = writes_of(p, &edge);
    bool made = op.kind == OP_STORE; /* else a copy is under way: is_store_of_copy */
    while (next_write(&c)) {
        if (op.kind == OP_WRITE && is_within(&c.out, &op)) {
            put(&c, &op, value);
            made = true;
            continue;
        }
        p->classes.items[class].uncached = true; /* as above */
        outcomes_write(p, s, c.out.addr, c.out.bytes, c.bytes, c.mask);
    }
    if (op.kind == OP_WRITE)
        memcpy(&stored, value, sizeof stored);
    if (made)
        outcomes_change(p, s, p->slots[slot].buffer_field,
                        buffers_after_store(p, s, slot, &op, stored));
}
