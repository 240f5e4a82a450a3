/* SPDX-License-Identifier: MIT */
#include "sim/learn/flight.h"

/* A flight is a sequence of these, each read followed by its bytes, padded to 8. */
struct flight_item {
    uint64_t addr;
    uint32_t bytes;
    bool write; /* else read */
    bool hook;  /* else announced by a library routine */
    uint16_t spare;
};

static size_t padded(size_t bytes)
{
    return (bytes + 7) & ~(size_t)7;
}

static void append(struct bytes *v, const void *bytes, size_t count)
{
    if (count == 0)
        return;
    vec_reserve(v, v->count + padded(count));
    memcpy(v->items + v->count, bytes, count);
    memset(v->items + v->count + count, 0, padded(count) - count);
    v->count += padded(count);
}

static bool overlap(uint64_t a, uint64_t a_bytes, uint64_t b, uint64_t b_bytes)
{
    return a < b + b_bytes && b < a + a_bytes;
}

/* Going over the items of a flight. */

struct item_cursor {
    const uint8_t *at, *end;
    struct flight_item item;
    const uint8_t *bytes; /* of a read */
};

static struct item_cursor items_of(const struct learner *l, uint32_t flight)
{
    struct item_cursor c = {0};
    if (flight == BLOB_NONE)
        return c;
    size_t count;
    c.at = blob_set_get(&l->flights, flight, &count);
    c.end = c.at + count;
    return c;
}

static bool next_item(struct item_cursor *c)
{
    if (c->at == c->end)
        return false;
    memcpy(&c->item, c->at, sizeof c->item);
    c->bytes = c->at + sizeof c->item;
    c->at = c->bytes + (c->item.write ? 0 : padded(c->item.bytes));
    return true;
}

static void add_item(struct bytes *flight, struct flight_item item)
{
    append(flight, &item, sizeof item);
    if (!item.write)
        append(flight, (const void *)item.addr, item.bytes);
}

/* Opening. */

static uint8_t pattern_of(const struct flight_run *r)
{
    return r->purpose == FLIGHT_RUN ? 0x5a : 0xa5;
}

/* By the hook itself, after the operation was performed: 16 bytes and more. */
static bool is_performed_natively(const struct op *op)
{
    return op_is_atomic(op) && (op->bytes > 8 || (op->flags & OP_RANGE));
}

static bool shows_memory(const struct op *op)
{
    return op->kind == OP_READ || (is_performed_natively(op) && op->kind != OP_STORE);
}

static bool changes_memory(const struct op *op)
{
    return op->kind == OP_WRITE || (is_performed_natively(op) && op->kind != OP_LOAD);
}

static bool is_hook_access(const struct op *op)
{
    return (op->kind == OP_READ || op->kind == OP_WRITE) && !(op->flags & OP_WRAPPED);
}

static void open_place(struct flight_run *r, uint64_t addr, uint64_t bytes, enum opening_kind kind,
                       bool hook)
{
    uint32_t at = (uint32_t)r->before.count;
    vec_push(&r->open, (struct opening){addr, (uint32_t)bytes, at, (uint8_t)kind, hook});
    vec_reserve(&r->before, at + bytes + 1);
    vec_reserve(&r->known, at + bytes + 1);
    memset(r->known.items + at, kind == OPEN_STACK, bytes);
    r->before.count = r->known.count = at + bytes;
    if (kind != OPEN_STACK)
        memset((void *)addr, pattern_of(r), bytes);
}

/* The first one wins. */
static bool is_open(const struct flight_run *r, uint64_t addr, uint64_t bytes)
{
    for (size_t i = 0; i < r->open.count; i++)
        if (overlap(addr, bytes, r->open.items[i].addr, r->open.items[i].bytes))
            return true;
    return false;
}

/* Parts of the task's own stack that others look at change without a word: parameters, spilled
 * registers. */
static void open_stack(struct flight_run *r)
{
    uint64_t sp = (uint64_t)(uintptr_t)r->t->sp;
    for (size_t i = 0; i < r->shared_count; i++) {
        uint64_t addr = r->l->shared.items[i].addr;
        if (stack_owner(addr) != r->t->task.id || is_open(r, addr, GRANULE_BYTES))
            continue;
        if (addr < r->t->stack.grown)
            stack_grow(&r->t->stack, addr);
        open_place(r, addr, GRANULE_BYTES, addr < sp ? OPEN_FRAME : OPEN_STACK, false);
    }
}

static void open_all(struct flight_run *r)
{
    const struct op *op = &r->from->op;
    if (changes_memory(op))
        open_place(r, op->addr, op->bytes, OPEN_OPERATION, is_hook_access(op));
    struct item_cursor c = items_of(r->l, r->from->flight);
    while (next_item(&c))
        if (c.item.write && !is_open(r, c.item.addr, c.item.bytes))
            open_place(r, c.item.addr, c.item.bytes, OPEN_LATE, c.item.hook);
    open_stack(r);
}

/* Known bytes. */

static void mark_known(struct flight_run *r, uint64_t addr, uint64_t bytes, bool known)
{
    for (size_t i = 0; i < r->open.count; i++) {
        const struct opening *o = &r->open.items[i];
        for (uint32_t b = 0; b < o->bytes && overlap(addr, bytes, o->addr, o->bytes); b++)
            if (o->addr + b - addr < bytes)
                r->known.items[o->at + b] = known;
    }
}

static void place(struct flight_run *r, uint64_t addr, const void *bytes, uint64_t count)
{
    memcpy((void *)addr, bytes, count);
    mark_known(r, addr, count, true);
}

static void place_flight(struct flight_run *r)
{
    struct item_cursor c = items_of(r->l, r->from->flight);
    while (next_item(&c))
        if (!c.item.write)
            place(r, c.item.addr, c.bytes, c.item.bytes);
}

static void hide(struct flight_run *r, const struct opening *o)
{
    memset((void *)o->addr, pattern_of(r), o->bytes);
    memset(r->known.items + o->at, 0, o->bytes);
}

/* What is written back unchanged looks as if it were not written: probes see something else there. */
static void hide_from_probe(struct flight_run *r)
{
    for (uint32_t i = 0; i < r->open.count; i++) {
        const struct opening *o = &r->open.items[i];
        bool hides = r->purpose == FLIGHT_PROBE && o->kind == OPEN_OPERATION && o->hook;
        hides |= r->purpose == FLIGHT_STACK_PROBE && o->kind == OPEN_STACK &&
                 (r->hidden == FLIGHT_ALL || r->hidden == i);
        if (hides)
            hide(r, o);
    }
}

void flight_prepare(struct flight_run *r, const void *result, size_t bytes)
{
    const struct op *op = &r->from->op;
    open_all(r);
    place_flight(r);
    if (shows_memory(op)) {
        ASSERT_EQ(bytes, op->bytes);
        place(r, op->addr, result, bytes);
    }
    hide_from_probe(r);
    for (size_t i = 0; i < r->open.count; i++) {
        const struct opening *o = &r->open.items[i];
        memcpy(r->before.items + o->at, (const void *)o->addr, o->bytes);
    }
}

void flight_gather(struct flight_run *r)
{
    const struct op *op = &r->from->op;
    r->sp = (uint64_t)(uintptr_t)r->t->sp;
    vec_reserve(&r->after, r->before.count + 1);
    r->after.count = r->before.count;
    for (size_t i = 0; i < r->open.count; i++) {
        const struct opening *o = &r->open.items[i];
        memcpy(r->after.items + o->at, (const void *)o->addr, o->bytes);
    }
    vec_reserve(&r->rewritten, r->before.count + 1);
    memset(r->rewritten.items, 0, r->before.count);
    r->reads.count = 0;
    if (op->kind == OP_READ)
        add_item(&r->reads, (struct flight_item){op->addr, (uint32_t)op->bytes, false,
                                                 is_hook_access(op), 0});
}

void flight_release(struct flight_run *r)
{
    vec_release(&r->open);
    vec_release(&r->before);
    vec_release(&r->after);
    vec_release(&r->known);
    vec_release(&r->rewritten);
    vec_release(&r->reads);
}

bool flight_needs(const struct flight_run *r, enum flight_purpose purpose)
{
    bool stack = purpose == FLIGHT_STACK_PROBE;
    for (size_t i = 0; i < r->open.count; i++)
        if (stack == (r->open.items[i].kind == OPEN_STACK))
            return true;
    return false;
}

/* Settling. */

static bool changed(const struct flight_run *r, uint32_t at)
{
    return r->after.items[at] != r->before.items[at];
}

void flight_trust(struct flight_run *r, const struct flight_run *stack_probe)
{
    ASSERT_EQ(r->before.count, stack_probe->before.count);
    for (uint32_t i = 0; i < r->before.count; i++)
        if (!stack_probe->known.items[i] && changed(stack_probe, i))
            r->rewritten.items[i] = 1;
}

enum fate { NOT_WRITTEN, WRITTEN, DEPENDS };

static enum fate fate_of(const struct flight_run *r, const struct flight_run *probe,
                         const struct opening *o, uint32_t at)
{
    bool now = changed(r, at), then = probe && changed(probe, at);
    if (o->kind == OPEN_FRAME && o->addr < r->sp)
        return NOT_WRITTEN; /* nor is it there any more */
    if (r->known.items[at]) {
        bool rewritten = o->kind == OPEN_OPERATION ? !o->hook || then
                                                   : o->kind == OPEN_STACK && r->rewritten.items[at];
        return now || rewritten ? WRITTEN : NOT_WRITTEN;
    }
    if (!now && !then)
        return NOT_WRITTEN;
    return probe == NULL || r->after.items[at] == probe->after.items[at] ? WRITTEN : DEPENDS;
}

static void add_out(const struct flight_run *r, const struct opening *o, const uint8_t *mask,
                    struct native_end *end)
{
    struct out_write out = {o->addr, o->bytes};
    append(&end->out, &out, sizeof out);
    append(&end->out, r->after.items + o->at, o->bytes);
    uint8_t *bytes = end->out.items + end->out.count - padded(o->bytes);
    for (uint32_t b = 0; b < o->bytes; b++)
        bytes[b] &= mask[b];
    append(&end->out, mask, o->bytes);
}

static bool was_made(const struct flight_run *r, const struct flight_item *item,
                     const uint8_t *masks)
{
    for (size_t i = 0; i < r->open.count; i++)
        if (r->open.items[i].addr == item->addr && masks[r->open.items[i].at])
            return true;
    return false;
}

/* A library routine goes on: it may need all that it announced before.  masks: what was written. */
static void keep_items(const struct flight_run *r, const uint8_t *masks, struct bytes *flight)
{
    const struct op *op = &r->from->op;
    struct item_cursor c = items_of(r->l, r->from->flight);
    while (next_item(&c)) {
        bool replaced = op_is_cell(op) && c.item.addr >= op->addr &&
                        c.item.addr + c.item.bytes <= op->addr + op->bytes;
        if (replaced || (c.item.write && was_made(r, &c.item, masks)))
            continue;
        append(flight, &c.item, sizeof c.item);
        if (!c.item.write)
            append(flight, c.bytes, c.item.bytes);
    }
}

/* unmade: the operation is a write of which nothing was to be seen. */
static void note_flight(const struct flight_run *r, bool unmade, const uint8_t *masks,
                        struct native_end *end)
{
    const struct op *op = &r->from->op, *next = &end->node.op;
    bool hook = is_hook_access(op), goes_on = op->pc == next->pc;
    if (hook)
        goes_on = op->kind == OP_READ && next->kind == OP_WRITE && is_hook_access(next);
    else if (goes_on)
        keep_items(r, masks, &end->flight);
    if (unmade && (hook || goes_on))
        add_item(&end->flight, (struct flight_item){op->addr, (uint32_t)op->bytes, true, hook, 0});
    if (op->kind == OP_READ && goes_on)
        append(&end->flight, r->reads.items, r->reads.count);
}

/* Fills mask with 0xff where the place was written.  Returns how many bytes that are. */
static uint32_t settle(const struct flight_run *r, const struct flight_run *probe,
                       const struct opening *o, uint8_t *mask, bool *depends)
{
    uint32_t made = 0;
    for (uint32_t b = 0; b < o->bytes; b++) {
        enum fate fate = fate_of(r, probe, o, o->at + b);
        mask[b] = fate == WRITTEN ? 0xff : 0;
        made += fate == WRITTEN;
        *depends |= fate == DEPENDS;
    }
    return made;
}

/* Did the operation's place hold what the probe was not shown?  Then that may do anything. */
static bool probe_was_misled(const struct flight_run *r)
{
    const struct opening *o = &r->open.items[0];
    for (uint32_t b = 0; b < o->bytes && o->kind == OPEN_OPERATION && o->hook; b++)
        if (r->known.items[o->at + b])
            return true;
    return false;
}

const char *flight_settle(const struct flight_run *r, const struct flight_run *probe, bool same_end,
                          struct native_end *end)
{
    uint8_t *masks = memory_new(r->before.count + 1, 1);
    const char *refused = NULL;
    bool unmade = false, depends = !same_end && !probe_was_misled(r);
    end->out.count = end->flight.count = 0;
    for (size_t i = 0; i < r->open.count; i++) {
        const struct opening *o = &r->open.items[i];
        uint32_t count = settle(r, probe, o, masks + o->at, &depends);
        if (count > 0)
            add_out(r, o, masks + o->at, end);
        unmade |= o->kind == OPEN_OPERATION && count == 0;
        if (o->kind == OPEN_LATE && o->hook && count == 0)
            refused = "a write is announced and not made";
    }
    if (depends)
        refused = "memory is read without being announced (a bit-field?)";
    note_flight(r, unmade, masks, end);
    free(masks);
    return refused;
}
