/* SPDX-License-Identifier: MIT */
#include "sim/learn/order.h"

#include "sim/learn/registry.h"
#include "sim/perform_cell.h"

/* Words: the accesses that were made, then one for each slot, then one for each release. */
enum { WORD_MADE, WORD_TASKS, WORD_RELEASES = WORD_TASKS + PRODUCT_TASKS_MAX };

enum { ACCESSES_MAX = 64 };

enum release_kind { RELEASE_CELL, RELEASE_OBJECT, RELEASE_SHARED, RELEASE_SECTION };

static uint64_t *word(struct order *o, size_t at)
{
    while (o->words.count <= at)
        vec_push(&o->words, 0);
    return &o->words.items[at];
}

static uint64_t *known_by(struct order *o, task_id slot)
{
    return word(o, WORD_TASKS + (size_t)slot);
}

static uint64_t *released_by(struct order *o, enum release_kind kind, uint64_t what)
{
    const uint64_t key[] = {kind, what};
    return word(o, WORD_RELEASES + (size_t)blob_set_add(&o->releases, key, sizeof key));
}

void order_release(struct order *o)
{
    vec_release(&o->words);
    vec_release(&o->accesses);
    blob_set_release(&o->releases);
}

/* Accesses. */

static bool is_same(const struct order_access *a, const struct order_access *b)
{
    return a->addr == b->addr && a->bytes == b->bytes && a->slot == b->slot &&
           a->write == b->write && a->atomic == b->atomic && a->local == b->local;
}

static bool conflict(const struct order_access *a, const struct order_access *b)
{
    return a->slot != b->slot && (a->write || b->write) && !(a->atomic && b->atomic) &&
           a->addr < b->addr + b->bytes && b->addr < a->addr + a->bytes;
}

/* Its bit; 0 if there are none left. */
static uint64_t bit_of(struct order *o, const struct order_access *access)
{
    size_t i = 0;
    while (i < o->accesses.count && !is_same(&o->accesses.items[i], access))
        i++;
    if (i == ACCESSES_MAX) {
        o->uncovered = true;
        return 0;
    }
    if (i == o->accesses.count)
        vec_push(&o->accesses, *access);
    return UINT64_C(1) << i;
}

static void note_races(struct product *p, const struct order_access *access)
{
    struct order *o = p->order;
    uint64_t unknown = *word(o, WORD_MADE) & ~*known_by(o, access->slot);
    for (; unknown != 0; unknown &= unknown - 1) {
        const struct order_access *other = &o->accesses.items[__builtin_ctzll(unknown)];
        if (conflict(access, other) && (!o->unseen_only || access->local || other->local))
            vec_push(&p->notes,
                     (struct product_finding){FINDING_DATA_RACE, TASK_NONE, other->addr});
    }
}

static void make_access(struct product *p, const struct class *c, bool write)
{
    struct order *o = p->order;
    const struct order_access access = {.addr = c->op.addr,
                                        .bytes = c->op.bytes,
                                        .slot = c->slot,
                                        .write = write,
                                        .atomic = c->op.access == ACCESS_ATOMIC,
                                        .local = c->local};
    note_races(p, &access);
    uint64_t bit = bit_of(o, &access);
    for (size_t i = 0; i < o->words.count; i++)
        o->words.items[i] &= ~bit;
    *word(o, WORD_MADE) |= bit;
    *known_by(o, c->slot) |= bit;
}

/* Order. */

static bool fails(struct product *p, const struct state *s, const struct op *op)
{
    uint64_t old = 0;
    if (op->kind != OP_COMPARE_EXCHANGE || op->bytes > sizeof old)
        return false;
    product_read(p, s, op->addr, op->bytes, (uint8_t *)&old);
    return old != cell_truncate(op->expected, op->bytes);
}

/*
 * As history_acquire and history_release without fences.  A relaxed store ends a release sequence
 * unless its task heads that; who does is not remembered, so where it matters the execution is not
 * covered.
 */
static void order_cell(struct order *o, const struct op *op, task_id slot, bool writes)
{
    bool reads = op->kind != OP_STORE;
    uint64_t released = *released_by(o, RELEASE_CELL, op->addr);
    if (reads && order_acquires(op->order))
        *known_by(o, slot) |= released;
    if (!writes)
        return;
    uint64_t known = *known_by(o, slot);
    if (order_releases(op->order))
        *released_by(o, RELEASE_CELL, op->addr) = reads ? released | known : known;
    else if (!reads && released != 0)
        o->uncovered = true;
}

/* Under sequential consistency they order like atomic ones. */
static void order_volatile(struct order *o, const struct op *op, task_id slot)
{
    uint64_t released = *released_by(o, RELEASE_CELL, op->addr), known = *known_by(o, slot);
    if (op->kind == OP_WRITE)
        *released_by(o, RELEASE_CELL, op->addr) = known;
    else
        *known_by(o, slot) |= released;
}

static void perform_cell_op(struct product *p, const struct state *s, const struct class *c)
{
    const struct op *op = &c->op;
    struct order *o = p->order;
    bool writes = op_may_write(op) && !fails(p, s, op);
    o->weak |= op_is_atomic(op) && op->order != __ATOMIC_SEQ_CST;
    o->uncovered |= (op->access == ACCESS_VOLATILE && !o->unseen_only) ||
                    (o->weak && p->l->fences);
    if (races_may_happen(p, op))
        make_access(p, c, writes);
    if (op->access == ACCESS_ATOMIC)
        order_cell(o, op, c->slot, writes);
    else if (op->access == ACCESS_VOLATILE)
        order_volatile(o, op, c->slot);
}

static void acquire(struct order *o, task_id slot, enum release_kind kind, uint64_t object)
{
    uint64_t released = *released_by(o, kind, object);
    *known_by(o, slot) |= released;
}

static void release(struct order *o, task_id slot, enum release_kind kind, uint64_t object)
{
    uint64_t known = *known_by(o, slot);
    *released_by(o, kind, object) |= known;
}

/* As apply_edges in perform.c. */
static void follow_edges(struct order *o, const struct class *c, uint32_t edges)
{
    uint64_t first = registry_index(c->op.object), second = registry_index(c->op.object2);
    task_id t = c->slot;
    if (edges & EDGE_ACQUIRE)
        acquire(o, t, RELEASE_OBJECT, first);
    if (edges & EDGE_ACQUIRE_SHARED)
        acquire(o, t, RELEASE_SHARED, first);
    if (edges & EDGE_ACQUIRE_SECOND && second)
        acquire(o, t, RELEASE_OBJECT, second);
    if (edges & EDGE_RELEASE)
        release(o, t, RELEASE_OBJECT, first);
    if (edges & EDGE_RELEASE_SHARED)
        release(o, t, RELEASE_SHARED, first);
    if (edges & EDGE_RELEASE_SECOND && second)
        release(o, t, RELEASE_OBJECT, second);
}

static void begin_task(struct product *p, task_id parent, task_id child)
{
    struct order *o = p->order;
    uint64_t known = *known_by(o, parent);
    *known_by(o, child) = known;
    *released_by(o, RELEASE_OBJECT, learner_thread(p->l, child)) = 0;
}

/* Whoever joins it knows what it knew. */
static void end_task(struct product *p, task_id slot)
{
    release(p->order, slot, RELEASE_OBJECT, learner_thread(p->l, slot));
    *known_by(p->order, slot) = 0;
}

void order_perform(struct product *p, const struct state *s, const struct class *c,
                   const struct outcome *outcome, task_id child)
{
    if (op_is_cell(&c->op))
        perform_cell_op(p, s, c);
    else if (c->op.kind == OP_OBJECT)
        follow_edges(p->order, c, outcome->edges);
    else if (c->op.kind == OP_ATOMIC)
        acquire(p->order, c->slot, RELEASE_SECTION, 0);
    else if (c->op.kind == OP_FREE)
        p->order->uncovered = true;
    else if (outcome->status == OUTCOME_SPAWN)
        begin_task(p, c->slot, child);
    else if (outcome->status == OUTCOME_ENDED)
        end_task(p, c->slot);
}

void order_leave(struct product *p, task_id slot)
{
    release(p->order, slot, RELEASE_SECTION, 0);
}

void order_settle(struct product *p, const struct state *s)
{
    struct order *o = p->order;
    uint64_t known = *word(o, WORD_MADE);
    for (uint64_t set = product_unfinished(p, s); set != 0 && known != 0; set &= set - 1)
        known &= *known_by(o, (task_id)__builtin_ctzll(set));
    if (known == 0)
        return;
    for (size_t i = 0; i < o->words.count; i++)
        o->words.items[i] &= ~known;
}
