/* SPDX-License-Identifier: MIT */
/*
 * Data races in the product, without clocks.
 *
 * Claim.  Let A have made a plain access since its last visible operation, and let B now make a
 * conflicting access.  Then nothing orders the first before the second: an order would go through a
 * later visible operation of A.  (Creating and joining tasks orders without one; see below.)  Conversely
 * let two accesses of some execution be unordered, and take all that is ordered before either of them, in
 * the same order: that is an execution, too, and in it A has not made its next visible operation when B
 * comes to its access, or the other way round.  So looking at the accesses since everybody's last
 * visible operation finds a race if there is one; confirming it on the direct machine gives its name.
 *
 * Differs from happens-before of C11 where an execution needs an order that does not synchronise
 * (memory_order_relaxed): product->mixed, and the verdict's scope, tell.
 *
 * FIELD_RACES of a task is the set of its accesses since then, to cells that several tasks access plainly
 * (the others can't race).  `known` are the tasks that know of the access: those that its maker created
 * later; a joiner takes over what the ended task did.
 */
#include "sim/learn/product.h"

#include <stdlib.h>

static bool overlap(uint64_t a, uint64_t a_bytes, uint64_t b, uint64_t b_bytes)
{
    return a < b + b_bytes && b < a + a_bytes;
}

/* Cells that two tasks access plainly, one of them writing. */

static struct race_cell *race_cell(struct product *p, uint64_t granule)
{
    for (size_t i = 0; i < p->race_cells.count; i++)
        if (p->race_cells.items[i].addr == granule)
            return &p->race_cells.items[i];
    return NULL;
}

static void note_node(struct product *p, const struct node *n)
{
    const struct op *op = &n->op;
    if (n->kind != NODE_PENDING || !op_is_cell(op))
        return;
    if (op_is_atomic(op) && op->order != __ATOMIC_SEQ_CST)
        p->weak = true;
    uint64_t bit = UINT64_C(1) << n->slot, end = op->addr + op->bytes;
    for (uint64_t g = op->addr & ~(uint64_t)(GRANULE_BYTES - 1); g < end; g += GRANULE_BYTES) {
        struct race_cell *cell = race_cell(p, g);
        if (cell == NULL) {
            vec_push(&p->race_cells, (struct race_cell){.addr = g});
            cell = vec_last(&p->race_cells);
        }
        if (op->access == ACCESS_PLAIN)
            cell->plain |= bit;
        cell->readers |= bit;
        if (op_may_write(op))
            cell->writers |= bit;
    }
}

bool races_may_happen(struct product *p, const struct op *op)
{
    uint64_t end = op->addr + op->bytes;
    for (uint64_t g = op->addr & ~(uint64_t)(GRANULE_BYTES - 1); g < end; g += GRANULE_BYTES) {
        const struct race_cell *cell = race_cell(p, g);
        if (cell && cell->plain && cell->writers && (cell->readers & (cell->readers - 1)))
            return true;
    }
    return false;
}

void races_reset(struct product *p)
{
    vec_clear(&p->race_cells);
    p->weak = false;
    for (size_t i = 0; i < p->l->nodes.count; i++)
        note_node(p, &p->l->nodes.items[i]);
    p->race_nodes = (uint32_t)p->l->nodes.count;
    p->contended = false;
    for (size_t i = 0; i < p->race_cells.count; i++)
        p->contended |=
            races_may_happen(p, &(struct op){.addr = p->race_cells.items[i].addr, .bytes = 1});
}

bool races_are_stale(struct product *p)
{
    if (p->race_nodes == p->l->nodes.count)
        return false;
    size_t before = 0, after = 0;
    for (size_t i = 0; i < p->race_cells.count; i++)
        before += races_may_happen(p, &(struct op){.addr = p->race_cells.items[i].addr, .bytes = 1});
    races_reset(p);
    for (size_t i = 0; i < p->race_cells.count; i++)
        after += races_may_happen(p, &(struct op){.addr = p->race_cells.items[i].addr, .bytes = 1});
    return after != before;
}

/* Sets. */

const struct race_access *races_of(const struct product *p, const struct state *s, task_id task,
                                   size_t *count)
{
    const struct slot_classes *sc = &p->slots[task];
    uint32_t value = sc->races_field < s->count ? s->v[sc->races_field] : 0;
    *count = 0;
    if (value == 0)
        return NULL;
    const void *bytes = blob_set_get(&p->fields.items[sc->races_field].values, value, count);
    *count /= sizeof(struct race_access);
    return bytes;
}

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct race_access));
}

/* value 0 is the empty set. */
static void store(struct product *p, struct state *s, task_id task, struct race_access *items,
                  size_t count)
{
    struct field *f = &p->fields.items[p->slots[task].races_field];
    blob_set_add(&f->values, NULL, 0);
    qsort(items, count, sizeof *items, compare);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || memcmp(&items[kept - 1], &items[i], sizeof *items) != 0)
            items[kept++] = items[i];
    product_set(p, s, p->slots[task].races_field,
                blob_set_add(&f->values, items, kept * sizeof *items));
}

static void add(struct product *p, struct state *s, task_id task, struct race_access access)
{
    size_t count;
    const struct race_access *old = races_of(p, s, task, &count);
    struct race_access *items = memory_new(count + 1, sizeof *items);
    if (count > 0)
        memcpy(items, old, count * sizeof *items);
    items[count] = access;
    store(p, s, task, items, count + 1);
    free(items);
}

/* Conflicts. */

/* A race of volatile accesses alone is another one than a race of plain ones on the same cell. */
static void note_race(struct product *p, uint64_t addr, bool plain, task_id then)
{
    uint64_t where = addr | (uint64_t)plain << 63;
    vec_push(&p->notes, (struct product_finding){FINDING_DATA_RACE, then, where});
}

static void against_past(struct product *p, const struct state *s, const struct class *c)
{
    bool write = op_may_write(&c->op);
    for (task_id i = 0; i < p->slot_count; i++) {
        size_t count;
        const struct race_access *a =
            i == c->slot || !p->slots[i].used ? NULL : races_of(p, s, i, &count);
        for (size_t k = 0; a && k < count; k++)
            if ((write || a[k].write) && !(a[k].known >> c->slot & 1) &&
                overlap(a[k].addr, a[k].bytes, c->op.addr, c->op.bytes))
                note_race(p, a[k].addr, true, TASK_NONE);
    }
}

/* Two visible accesses that could come next, not both atomic. */
static void against_future(struct product *p, struct state *s, const struct class *c)
{
    for (task_id i = 0; i < p->slot_count; i++) {
        const struct class *other = i == c->slot ? NULL : product_class(p, s, i);
        if (other == NULL || other->local || !op_is_cell(&other->op) ||
            other->kind != NODE_PENDING)
            continue;
        bool atomic = c->op.access == ACCESS_ATOMIC && other->op.access == ACCESS_ATOMIC;
        bool plain = c->op.access == ACCESS_PLAIN || other->op.access == ACCESS_PLAIN;
        if (!atomic && (op_may_write(&c->op) || op_may_write(&other->op)) &&
            overlap(other->op.addr, other->op.bytes, c->op.addr, c->op.bytes))
            note_race(p, other->op.addr > c->op.addr ? other->op.addr : c->op.addr, plain, i);
    }
}

void races_access(struct product *p, struct state *s, const struct class *c)
{
    if (!races_may_happen(p, &c->op))
        return;
    against_past(p, s, c);
    if (!c->local)
        against_future(p, s, c);
    else
        add(p, s, c->slot,
            (struct race_access){.addr = c->op.addr,
                                 .bytes = (uint32_t)c->op.bytes,
                                 .known = UINT64_C(1) << c->slot,
                                 .write = op_may_write(&c->op)});
}

void races_forget(struct product *p, struct state *s, task_id t)
{
    product_set(p, s, p->slots[t].races_field, 0);
}

void races_spawned(struct product *p, struct state *s, task_id parent, task_id child)
{
    size_t count;
    const struct race_access *old = races_of(p, s, parent, &count);
    product_set(p, s, p->slots[child].races_field, 0);
    if (count == 0)
        return;
    struct race_access *items = memory_new(count, sizeof *items);
    memcpy(items, old, count * sizeof *items);
    for (size_t i = 0; i < count; i++)
        items[i].known |= UINT64_C(1) << child;
    store(p, s, parent, items, count);
    free(items);
}

void races_joined(struct product *p, struct state *s, task_id joiner, task_id ended)
{
    size_t count;
    const struct race_access *old = races_of(p, s, ended, &count);
    for (size_t i = 0; i < count; i++) {
        struct race_access access = old[i];
        access.known |= UINT64_C(1) << joiner;
        add(p, s, joiner, access);
        old = races_of(p, s, ended, &count);
    }
    product_set(p, s, p->slots[ended].races_field, 0);
}
