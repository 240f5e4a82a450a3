/* SPDX-License-Identifier: MIT */
/* Operations on the heap, and which accesses to it are at fault. */
#include "sim/learn/outcomes.h"

#include "sim/learn/buffers.h"
#include "sim/learn/heaps.h"
#include "sim/learn/registry.h"
#include "sim/posix/attach.h"

/* Accesses.  class->heap_faults: by value of FIELD_HEAP, 0 = not judged yet, else kind + 1. */

static bool object_in_heap(const struct product *p, uint32_t id)
{
    return id != 0 && world_in_heap(p->l->objects.items[registry_index(id)].stub->addr);
}

static uint32_t judge_object(const struct product *p, uint32_t value, uint32_t id)
{
    if (!object_in_heap(p, id))
        return FINDING_KINDS;
    const struct learned_object *o = &p->l->objects.items[registry_index(id)];
    return heaps_judge(p, value, o->stub->addr, o->kind->bytes);
}

static uint32_t judge(const struct product *p, uint32_t value, const struct op *op)
{
    if (op_is_cell(op))
        return heaps_judge(p, value, op->addr, op->bytes);
    uint32_t fault = judge_object(p, value, op->object);
    return fault != FINDING_KINDS ? fault : judge_object(p, value, op->object2);
}

bool product_enters_heap(const struct product *p, const struct op *op)
{
    if (op_is_cell(op))
        return world_in_heap(op->addr);
    return op->kind == OP_OBJECT &&
           (object_in_heap(p, op->object) || object_in_heap(p, op->object2));
}

uint32_t product_heap_fault(struct product *p, const struct state *s, uint32_t class)
{
    struct class *c = &p->classes.items[class];
    uint32_t value = s->v[p->heap_field];
    if (!c->enters_heap || product_heap_is_fine(c, value))
        return FINDING_KINDS;
    while (c->heap_faults.count <= value)
        vec_push(&c->heap_faults, 0);
    if (c->heap_faults.items[value] == 0)
        c->heap_faults.items[value] = (uint8_t)(judge(p, value, &c->op) + 1);
    return c->heap_faults.items[value] - 1u;
}

/* Allocating. */

void evaluate_allocate(struct product *p, uint32_t class, struct state *s)
{
    const struct op op = p->classes.items[class].op;
    task_id task = p->classes.items[class].slot;
    struct heap_move move = heaps_allocate(p, s->v[p->heap_field], task, op.arg, op.expected);
    outcomes_begin(p);
    if (move.beyond_limit) {
        product_refuse(p, "more than %d MiB of heap", HEAP_TOTAL_MIB_MAX);
        outcomes_refuse(p);
        return;
    }
    outcomes_change(p, s, p->heap_field, move.value);
    outcomes_follow(p, class, s, &move.address, sizeof move.address);
}

void evaluate_block(struct product *p, uint32_t class, struct state *s)
{
    const struct op op = p->classes.items[class].op;
    struct heap_place place = {0};
    uint64_t result = 0;
    bool live = heaps_find(p, s->v[p->heap_field], op.addr, &place) && place.live;
    uint64_t offset = op.addr - place.start;
    if (live && offset <= place.bytes && (offset == 0 || op.verb == BLOCK_REST))
        result = place.bytes - offset;
    outcomes_begin(p);
    outcomes_follow(p, class, s, &result, sizeof result);
}

/* Freeing. */

static bool is_in(uint64_t addr, const struct heap_place *block)
{
    return addr - block->start < block->bytes;
}

static bool object_is_in(const struct product *p, uint32_t id, const struct heap_place *block)
{
    return id != 0 && is_in(p->l->objects.items[registry_index(id)].stub->addr, block);
}

/* The next thing that somebody does is to use the block: as heap.c looks for it. */
static bool is_in_use(const struct product *p, const struct state *s, task_id by,
                      const struct heap_place *block)
{
    for (task_id i = 0; i < p->slot_count; i++) {
        const struct class *c = i == by ? NULL : product_class(p, s, i);
        if (i != by && p->slots[i].used && buffers_hold(p, s, i, block->start, block->bytes))
            return true;
        if (c == NULL || c->local || c->kind != NODE_PENDING || product_is_newborn(p, i))
            continue;
        const struct op *op = &c->op;
        if (op_is_cell(op) && op->addr < block->start + block->bytes &&
            block->start < op->addr + op->bytes)
            return true;
        if (op->kind == OP_OBJECT && (object_is_in(p, op->object, block) ||
                                      object_is_in(p, op->object2, block)))
            return true;
    }
    return false;
}

static void clear_cells(struct product *p, const struct state *s, const struct heap_place *block)
{
    static const uint8_t zeroes[8];
    uint32_t count, first = product_known_cells(p, block->start, block->bytes, &count);
    for (uint32_t i = first; i < first + count; i++) {
        const struct cell *cell = &p->cells.items[i];
        uint64_t low = cell->addr > block->start ? cell->addr : block->start;
        uint64_t end = block->start + block->bytes, high = cell->addr + cell->bytes;
        outcomes_write(p, s, low, (high < end ? high : end) - low, zeroes, NULL);
    }
}

static void forget_objects(struct product *p, const struct state *s,
                           const struct heap_place *block)
{
    for (uint32_t i = 1; i < p->l->objects.count; i++)
        if (is_in(p->l->objects.items[i].stub->addr, block))
            object_forget(p, s, i);
}

static uint32_t free_fault(const struct product *p, const struct state *s, const struct class *c,
                           struct heap_place *block)
{
    bool found = heaps_find(p, s->v[p->heap_field], c->op.addr, block);
    if (!found || (block->live && block->start != c->op.addr))
        return FINDING_MISUSE;
    if (!block->live)
        return FINDING_DOUBLE_FREE;
    return is_in_use(p, s, c->slot, block) ? FINDING_USE_AFTER_FREE : FINDING_KINDS;
}

void evaluate_free(struct product *p, uint32_t class, struct state *s)
{
    const struct class *c = &p->classes.items[class];
    struct heap_place block = {0};
    uint32_t fault = free_fault(p, s, c, &block);
    p->freed = (struct freed){0};
    outcomes_begin(p);
    if (fault != FINDING_KINDS) {
        outcomes_fail(p, fault);
        return;
    }
    p->freed = (struct freed){block.start, block.bytes};
    outcomes_change(p, s, p->heap_field,
                    heaps_give_back(p, s->v[p->heap_field], c->slot, c->op.addr));
    clear_cells(p, s, &block);
    forget_objects(p, s, &block);
    outcomes_follow(p, class, s, NULL, 0);
}
