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
 * later; a joiner takes over what the ended task did.  Freeing a block is a plain write to all of it.
 *
 * An access inside an atomic section races with what others do outside of one.  Nobody moves before the section
 * ends, and its end orders: so the access is compared with what others did and, at the end, with what they are about
 * to do; then it is forgotten.  If theirs is a plain access that comes later, there is an execution in which it comes
 * first.
 */
#include "sim/learn/product.h"

#include <stdlib.h>
#include <string.h>

enum { FREED_BYTES_MAX = 64 * 1024 }; /* of a freed block are compared, as in heap.c */

/* Somebody frees memory. */
struct race_free {
    uint64_t addr, bytes, slot;
};

static bool overlap(uint64_t a, uint64_t a_bytes, uint64_t b, uint64_t b_bytes)
{
    return a < b + b_bytes && b < a + a_bytes;
}

/* Cells that two tasks access plainly, one of them writing: product->race_cells, by address. */

static uint64_t granule_of(uint64_t addr)
{
    return addr & ~(uint64_t)(GRANULE_BYTES - 1);
}

/* The first one that does not lie before addr. */
static size_t cell_from(const struct product *p, uint64_t addr)
{
    size_t low = 0, high = p->race_cells.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (p->race_cells.items[middle].addr < granule_of(addr))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct race_cell *cell_of(struct product *p, uint64_t granule)
{
    size_t at = cell_from(p, granule), count = p->race_cells.count;
    if (at == count || p->race_cells.items[at].addr != granule) {
        vec_push(&p->race_cells, (struct race_cell){0});
        memmove(&p->race_cells.items[at + 1], &p->race_cells.items[at],
                (count - at) * sizeof *p->race_cells.items);
        p->race_cells.items[at] = (struct race_cell){.addr = granule};
    }
    return &p->race_cells.items[at];
}

static void note_node(struct product *p, const struct node *n)
{
    const struct op *op = &n->op;
    if (n->kind != NODE_PENDING || !op_is_cell(op))
        return;
    if (op_is_atomic(op) && op->order != __ATOMIC_SEQ_CST)
        p->weak = true;
    uint64_t bit = UINT64_C(1) << n->slot, end = op->addr + op->bytes;
    for (uint64_t g = granule_of(op->addr); g < end; g += GRANULE_BYTES) {
        struct race_cell *cell = cell_of(p, g);
        if (op->access == ACCESS_PLAIN)
            cell->plain |= bit;
        cell->readers |= bit;
        if (op_may_write(op))
            cell->writers |= bit;
    }
}

/* Only what somebody accesses can race with a free. */
static void note_free(struct product *p, const struct race_free *f)
{
    uint64_t bit = UINT64_C(1) << f->slot;
    for (size_t i = cell_from(p, f->addr); i < p->race_cells.count; i++) {
        struct race_cell *cell = &p->race_cells.items[i];
        if (cell->addr >= f->addr + f->bytes)
            break;
        cell->plain |= bit;
        cell->readers |= bit;
        cell->writers |= bit;
        cell->freers |= bit;
    }
}

bool races_is_contended(const struct race_cell *cell)
{
    return cell->plain && cell->writers && (cell->readers & (cell->readers - 1));
}

bool races_may_happen(const struct product *p, const struct op *op)
{
    for (size_t i = cell_from(p, op->addr); i < p->race_cells.count; i++) {
        const struct race_cell *cell = &p->race_cells.items[i];
        if (cell->addr >= op->addr + op->bytes)
            return false;
        if (races_is_contended(cell))
            return true;
    }
    return false;
}

/* Do others free the memory of this operation? */
static bool is_freed_by_others(const struct product *p, const struct class *c)
{
    size_t i = cell_from(p, c->op.addr);
    return i < p->race_cells.count &&
           p->race_cells.items[i].addr < c->op.addr + c->op.bytes &&
           (p->race_cells.items[i].freers & ~(UINT64_C(1) << c->slot)) != 0;
}

static size_t count_contended(const struct product *p)
{
    size_t count = 0;
    for (size_t i = 0; i < p->race_cells.count; i++)
        count += races_is_contended(&p->race_cells.items[i]);
    return count;
}

/* Nodes and frees that came up since it was done last. */
static void note_new(struct product *p)
{
    for (; p->race_nodes < p->l->nodes.count; p->race_nodes++)
        note_node(p, &p->l->nodes.items[p->race_nodes]);
    for (; p->race_frees_known < p->race_frees.count; p->race_frees_known++) {
        const struct race_free f =
            *(const struct race_free *)blob_set_get(&p->race_frees, p->race_frees_known, NULL);
        note_free(p, &f);
    }
}

void races_reset(struct product *p)
{
    vec_clear(&p->race_cells);
    p->races_judged++;
    p->weak = false;
    p->race_nodes = p->race_frees_known = 0;
    note_new(p);
    p->contended = count_contended(p) > 0;
}

bool races_are_stale(struct product *p)
{
    if (p->race_nodes == p->l->nodes.count && p->race_frees_known == p->race_frees.count)
        return false;
    size_t before = count_contended(p);
    if (p->race_frees.count > 0)
        races_reset(p); /* what is freed is looked for in all cells */
    else
        note_new(p);
    size_t now = count_contended(p);
    p->contended = now > 0;
    return now != before;
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

uint32_t races_value(struct product *p, task_id task, struct race_access *items, size_t count)
{
    struct field *f = &p->fields.items[p->slots[task].races_field];
    blob_set_add(&f->values, NULL, 0); /* value 0 is the empty set */
    qsort(items, count, sizeof *items, compare);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || memcmp(&items[kept - 1], &items[i], sizeof *items) != 0)
            items[kept++] = items[i];
    return blob_set_add(&f->values, items, kept * sizeof *items);
}

static void store(struct product *p, struct state *s, task_id task, struct race_access *items,
                  size_t count)
{
    product_set(p, s, p->slots[task].races_field, races_value(p, task, items, count));
}

static bool has_accesses(const struct product *p, const struct state *s, task_id task)
{
    const struct slot_classes *sc = &p->slots[task];
    return sc->used && sc->races_field < s->count && s->v[sc->races_field] != 0;
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

/* frees: what is compared is a free. */
static void against_past(struct product *p, const struct state *s, task_id by,
                         const struct race_access *now, bool frees)
{
    for (task_id i = 0; i < p->slot_count; i++) {
        if (LIKELY(!has_accesses(p, s, i)) || i == by)
            continue;
        size_t count;
        const struct race_access *a = races_of(p, s, i, &count);
        for (size_t k = 0; k < count; k++)
            if ((now->write || a[k].write) && !(a[k].known >> by & 1) &&
                (frees || !a[k].visible) &&
                overlap(a[k].addr, a[k].bytes, now->addr, now->bytes))
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

static void drop(struct product *p, struct state *s, task_id t, uint64_t addr, uint64_t bytes,
                 bool visible_only)
{
    size_t count, kept = 0;
    const struct race_access *old = races_of(p, s, t, &count);
    if (count == 0)
        return;
    struct race_access *items = memory_new(count, sizeof *items);
    for (size_t i = 0; i < count; i++)
        if (!overlap(old[i].addr, old[i].bytes, addr, bytes) || (visible_only && !old[i].visible))
            items[kept++] = old[i];
    if (kept < count)
        store(p, s, t, items, kept);
    free(items);
}

static void drop_everywhere(struct product *p, struct state *s, uint64_t addr, uint64_t bytes,
                            bool visible_only)
{
    for (task_id i = 0; i < p->slot_count; i++)
        if (p->slots[i].used)
            drop(p, s, i, addr, bytes, visible_only);
}

static struct race_access access_of(const struct class *c)
{
    return (struct race_access){.addr = c->op.addr,
                                .bytes = (uint32_t)c->op.bytes,
                                .known = UINT64_C(1) << c->slot,
                                .write = op_may_write(&c->op),
                                .visible = !c->local};
}

/* A local access joins those of its task: what that makes of a set is always the same. */
static void add_local(struct product *p, struct state *s, uint32_t class)
{
    struct class *c = &p->classes.items[class];
    uint32_t field = p->slots[c->slot].races_field, before = field < s->count ? s->v[field] : 0;
    if (LIKELY(before < c->races_after.count && c->races_after.items[before] != BLOB_NONE)) {
        product_set(p, s, field, c->races_after.items[before]);
        return;
    }
    add(p, s, c->slot, access_of(c));
    while (c->races_after.count <= before)
        vec_push(&c->races_after, BLOB_NONE);
    c->races_after.items[before] = s->v[field];
}

/* An access that was plain, against visible ones that could come next. */
static void against_pending(struct product *p, const struct state *s, task_id by,
                            const struct race_access *a)
{
    for (task_id i = 0; i < p->slot_count; i++) {
        const struct class *other = i == by || a->known >> i & 1 ? NULL : product_class(p, s, i);
        if (other == NULL || other->local || !op_is_cell(&other->op) ||
            other->kind != NODE_PENDING)
            continue;
        if ((a->write || op_may_write(&other->op)) &&
            overlap(other->op.addr, other->op.bytes, a->addr, a->bytes))
            note_race(p, other->op.addr > a->addr ? other->op.addr : a->addr, true, i);
    }
}

void races_leave(struct product *p, struct state *s, task_id task)
{
    size_t count;
    const struct race_access *inside = races_of(p, s, task, &count);
    for (size_t i = 0; i < count; i++)
        against_pending(p, s, task, &inside[i]);
    product_set(p, s, p->slots[task].races_field, 0);
}

/* As races_may_happen, asked for once as long as the cells are the same. */
static bool may_race(struct product *p, uint32_t class)
{
    struct class *c = &p->classes.items[class];
    if (UNLIKELY(c->races_judged != p->races_judged)) {
        c->races_judged = p->races_judged;
        c->may_race = races_may_happen(p, &c->op);
    }
    return c->may_race;
}

void races_access(struct product *p, struct state *s, const struct class *c)
{
    uint32_t class = (uint32_t)(c - p->classes.items);
    if (!may_race(p, class))
        return;
    const struct race_access now = access_of(c);
    against_past(p, s, c->slot, &now, false);
    if (c->local) {
        add_local(p, s, class);
        return;
    }
    against_future(p, s, c);
    if (p->race_frees_known > 0)
        drop_everywhere(p, s, now.addr, now.bytes, true); /* it may order them before what follows */
}

/*
 * Two visible accesses, or a visible and a plain one, race in one of two ways, and that is enough.  A free
 * differs: after it the access is an error, so the access must come first.
 */
void races_forget(struct product *p, struct state *s, const struct class *c)
{
    product_set(p, s, p->slots[c->slot].races_field, 0);
    if (op_is_cell(&c->op) && is_freed_by_others(p, c))
        add(p, s, c->slot, access_of(c));
}

void races_freed(struct product *p, struct state *s, task_id t)
{
    const struct freed block = p->freed;
    uint64_t compared = block.bytes < FREED_BYTES_MAX ? block.bytes : FREED_BYTES_MAX;
    const struct race_free f = {block.addr, compared, t};
    const struct race_access now = {.addr = block.addr, .bytes = (uint32_t)compared, .write = true};
    blob_set_add(&p->race_frees, &f, sizeof f);
    if (!p->contended)
        return;
    against_past(p, s, t, &now, true);
    drop_everywhere(p, s, block.addr, block.bytes, false);
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
