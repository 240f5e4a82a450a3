/* SPDX-License-Identifier: MIT */
#include "sim/learn/closure.h"

#include "base/prng.h"
#include "sim/heap_state.h"
#include "sim/learn/heaps.h"
#include "sim/objects/thread.h"
#include "sim/learn/registry.h"
#include "sim/perform_cell.h"

#include <errno.h>

enum { WALKS = 6, COMBINATIONS_MAX = 64, CHOICES_MAX = 64 };

struct closure_limits closure_limits_default(void)
{
    return (struct closure_limits){.values_max = 8, .runs_max = 200000, .walk_steps = 2000};
}

struct closure {
    struct product *p;
    const struct closure_limits *limits;
    VEC(uint64_t) done; /* per node: how many combinations of values it was given, or 1 */
};

/* A few executions first: they tell which tasks, cells and objects there are. */

static task_id pick(uint64_t enabled, task_id last, int walk, struct prng *prng)
{
    if (walk == 0)
        return (task_id)__builtin_ctzll(enabled);
    if (walk == 1)
        return (task_id)(63 - __builtin_clzll(enabled));
    uint64_t after = last < 63 ? enabled & (~UINT64_C(0) << (last + 1)) : 0;
    if (walk == 2)
        return (task_id)__builtin_ctzll(after ? after : enabled);
    for (uint64_t n = prng_below(prng, (uint64_t)__builtin_popcountll(enabled)); n > 0; n--)
        enabled &= enabled - 1;
    return (task_id)__builtin_ctzll(enabled);
}

/* A walk that finds nothing new for so many steps is over: it goes round and round. */
enum { NOTHING_NEW_STEPS = 256 };

static void walk_once(struct closure *c, int walk, struct prng *prng)
{
    struct product *p = c->p;
    struct state s = {0};
    enum step_status status = product_initial(p, &s);
    task_id last = 0;
    size_t edges = p->l->edges.count;
    uint32_t newest = 0;
    for (uint32_t i = 0; i < c->limits->walk_steps && status == STEP_OK; i++) {
        bool late;
        if (p->l->edges.count > edges)
            newest = i;
        edges = p->l->edges.count;
        if (i - newest > NOTHING_NEW_STEPS)
            break;
        uint64_t enabled = product_enabled(p, &s, &late);
        if (enabled == 0 || p->l->runs > c->limits->runs_max)
            break;
        last = pick(enabled, last, walk, prng);
        uint32_t alternatives = product_alternatives(p, &s, last, late);
        uint32_t alternative = (uint32_t)prng_below(prng, alternatives);
        status = product_step(p, &s, last, alternative, late);
    }
    state_release(&s);
}

/* Values. */

static void note_value(struct closure *c, uint64_t addr, uint64_t bytes, const uint8_t *value)
{
    struct product *p = c->p;
    uint32_t count, first = product_cells(p, addr, bytes, &count);
    for (uint32_t i = first; i < first + count; i++) {
        const struct cell *cell = &p->cells.items[i];
        bool whole = cell->addr >= addr && cell->addr + cell->bytes <= addr + bytes;
        if (whole && p->fields.items[cell->field].values.count < c->limits->values_max)
            cell_value_id(p, cell, value + (cell->addr - addr));
    }
}

static void note_out(struct closure *c, uint32_t id)
{
    size_t count;
    const uint8_t *got = blob_set_get(&c->p->l->outs, id, &count);
    if (count == 0)
        return;
    struct bytes copy = {0};
    vec_reserve(&copy, count);
    memcpy(copy.items, got, count);
    for (size_t at = 0; at < count;) {
        struct out_write out;
        memcpy(&out, copy.items + at, sizeof out);
        at += sizeof out;
        note_value(c, out.addr, out.bytes, copy.items + at);
        at += 2 * ((out.bytes + 7) & ~(uint64_t)7);
    }
    vec_release(&copy);
}

static void give(struct closure *c, uint32_t node, const void *result, size_t bytes)
{
    uint32_t edge = learner_edge(c->p->l, node, result, bytes);
    note_out(c, c->p->l->edges.items[edge].out);
}

/* The n-th combination of the values of the cells that an access covers. */
static bool combination(struct closure *c, const struct op *op, uint64_t n, uint8_t *bytes)
{
    struct product *p = c->p;
    uint32_t count, first = product_cells(p, op->addr, op->bytes, &count);
    for (uint32_t i = first; i < first + count; i++) {
        const struct cell *cell = &p->cells.items[i];
        struct blob_set *values = &p->fields.items[cell->field].values;
        if (cell->addr < op->addr || cell->addr + cell->bytes > op->addr + op->bytes)
            return false; /* a part of a cell: rare, and left to the exploration */
        memcpy(bytes + (cell->addr - op->addr),
               blob_set_get(values, (uint32_t)(n % values->count), NULL), cell->bytes);
        n /= values->count;
    }
    return n == 0;
}

static bool is_native(const struct op *op)
{
    return op->kind == OP_READ || op->bytes > 8 || (op->flags & OP_RANGE);
}

static void give_value(struct closure *c, uint32_t node, const struct op *op, const uint8_t *bytes)
{
    if (is_native(op)) {
        give(c, node, bytes, op->bytes);
        return;
    }
    uint64_t old = 0;
    memcpy(&old, bytes, op->bytes);
    uint64_t new = cell_truncate(cell_value_after(op, old), op->bytes);
    note_value(c, op->addr, op->bytes, (const uint8_t *)&new);
    give(c, node, &old, sizeof old);
}

/* The combinations of values that the cells of an access have. */
static uint64_t count_combinations(struct closure *c, const struct op *op, uint32_t *cells)
{
    struct product *p = c->p;
    uint32_t first = product_cells(p, op->addr, op->bytes, cells);
    uint64_t total = 1;
    for (uint32_t i = first; i < first + *cells && total <= COMBINATIONS_MAX; i++)
        total *= p->fields.items[p->cells.items[i].field].values.count;
    return *cells > 1 && total > COMBINATIONS_MAX ? 0 : total;
}

/* With one cell all values that are new since last time; with several, all combinations at once. */
static void feed_cell(struct closure *c, uint32_t node, const struct op *op, uint64_t from,
                      uint64_t total)
{
    uint32_t cells;
    struct bytes bytes = {0};
    count_combinations(c, op, &cells);
    vec_reserve(&bytes, op->bytes + 8);
    for (uint64_t n = cells == 1 ? from : 0; n < total; n++)
        if (combination(c, op, n, bytes.items))
            give_value(c, node, op, bytes.items);
    vec_release(&bytes);
}

static void feed_object(struct closure *c, uint32_t node, const struct op *op)
{
    const struct object *stub = c->p->l->objects.items[registry_index(op->object)].stub;
    static const uint64_t results[] = {0, EBUSY, EAGAIN};
    bool tries = strncmp(object_verb(stub, op), "try", 3) == 0;
    if (stub->ops != &thread_ops)
        for (size_t i = 0; i < (tries ? ARRAY_LENGTH(results) : 1); i++)
            give(c, node, &results[i], sizeof results[i]);
}

static void feed_once(struct closure *c, uint32_t node, const struct op *op)
{
    uint64_t choices = op->kind == OP_CHOOSE && op->arg < CHOICES_MAX ? op->arg : 1;
    if (op->kind == OP_OBJECT) {
        feed_object(c, node, op);
    } else if (op->kind == OP_WRITE || op->kind == OP_STORE || op->kind == OP_FREE) {
        if (op->kind == OP_STORE && !is_native(op))
            note_value(c, op->addr, op->bytes, (const uint8_t *)&op->arg);
        give(c, node, NULL, 0);
    } else if (op->kind == OP_CHOOSE || op->kind == OP_YIELD || op->kind == OP_REGION ||
               op->kind == OP_FENCE || op->kind == OP_PRINT || op->kind == OP_ATOMIC) {
        for (uint64_t i = 0; i < choices; i++)
            give(c, node, &i, sizeof i);
    }
}

/* Blocks that the walks were given in the same situation. */
static void feed_allocation(struct closure *c, uint32_t node, const struct node *n, uint64_t from,
                            uint64_t total)
{
    for (uint64_t i = from; i < total; i++) {
        struct heap_granted granted = heaps_granted(c->p, (uint32_t)i);
        if (granted.task == n->slot && granted.bytes == n->op.arg &&
            granted.align == n->op.expected)
            give(c, node, &granted.address, sizeof granted.address);
    }
}

/* Where values that cannot really occur lead to: no state will get there. */
static bool is_wild(const struct closure *c, const struct op *op)
{
    return op_is_cell(op) && world_in_heap(op->addr) &&
           !heap_is_accessible(c->p->l->d, op->addr, op->bytes);
}

static bool reads_cells(const struct op *op)
{
    return op_is_cell(op) && op->kind != OP_WRITE && op->kind != OP_STORE;
}

/* How much there is to give to a node by now. */
static uint64_t supply(struct closure *c, const struct node *n)
{
    uint32_t cells;
    if (n->kind != NODE_PENDING || is_wild(c, &n->op))
        return 0;
    if (n->op.kind == OP_ALLOCATE)
        return heaps_granted_count(c->p);
    return reads_cells(&n->op) ? count_combinations(c, &n->op, &cells) : 1;
}

static bool feed(struct closure *c, uint32_t node)
{
    const struct node n = c->p->l->nodes.items[node];
    uint64_t from = c->done.items[node], total = supply(c, &n);
    if (total <= from)
        return false;
    c->done.items[node] = total;
    if (n.op.kind == OP_ALLOCATE)
        feed_allocation(c, node, &n, from, total);
    else if (reads_cells(&n.op))
        feed_cell(c, node, &n.op, from, total);
    else
        feed_once(c, node, &n.op);
    return true;
}

/* There were too many: what some nodes would do is not known, so they can be compared with no other. */
static void mark_hungry(struct closure *c)
{
    struct learner *l = c->p->l;
    for (uint32_t i = 0; i < l->nodes.count; i++) {
        const struct node n = l->nodes.items[i];
        uint64_t done = i < c->done.count ? c->done.items[i] : 0;
        l->nodes.items[i].hungry = supply(c, &n) > done;
    }
}

void closure_learn(struct product *p, const struct closure_limits *limits)
{
    struct closure c = {.p = p, .limits = limits};
    struct prng prng = prng_seeded(1);
    for (int walk = 0; walk < WALKS && !p->refused; walk++)
        walk_once(&c, walk, &prng);
    bool progress = true;
    while (progress && !p->refused) {
        progress = false;
        for (uint32_t i = 0; i < p->l->nodes.count && p->l->runs < limits->runs_max; i++) {
            while (c.done.count <= i)
                vec_push(&c.done, 0);
            progress |= feed(&c, i);
        }
    }
    mark_hungry(&c);
    vec_release(&c.done);
    vec_clear(&p->log);
}
