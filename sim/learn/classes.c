/* SPDX-License-Identifier: MIT */
/* Classes of nodes: what they are about to do, and where each result leads. */
#include "sim/learn/product.h"

#include "sim/access.h"
#include "sim/learn/loops.h"

#include <inttypes.h>

uint32_t product_slot_field(struct product *p, task_id slot)
{
    struct slot_classes *sc = &p->slots[slot];
    if (!sc->used) {
        sc->used = true;
        sc->task_field = product_add_field(p, FIELD_TASK, slot);
        sc->region_field = product_add_field(p, FIELD_REGION, slot);
        sc->races_field = product_add_field(p, FIELD_RACES, slot);
        if (p->weak_memory)
            sc->buffer_field = product_add_field(p, FIELD_BUFFER, slot);
        uint32_t thread = learner_thread(p->l, slot);
        sc->thread_field = product_object_field(p, thread);
        if (slot >= p->slot_count)
            p->slot_count = slot + 1u;
    }
    return sc->task_field;
}

bool product_is_promoted(const struct product *p, uint64_t addr, uint64_t bytes)
{
    for (size_t i = 0; i < p->promoted.count; i++) {
        const struct promotion *known = &p->promoted.items[i];
        for (int b = 0; b < GRANULE_BYTES; b++)
            if (known->mask & 1 << b && known->addr + (uint64_t)b - addr < bytes)
                return true;
    }
    return false;
}

static bool is_local(const struct product *p, const struct op *op)
{
    switch ((enum op_kind)op->kind) {
    case OP_READ:
    case OP_WRITE:
        return op->flags & OP_INSIDE || (op->access == ACCESS_PLAIN &&
                                         !product_is_promoted(p, op->addr, op->bytes));
    case OP_SPAWN:
    case OP_END:
    case OP_ALLOCATE:
    case OP_FREE:
    case OP_BLOCK:
    case OP_FENCE:
    case OP_NONE:
        return true;
    default:
        return false;
    }
}

static uint32_t add_class(struct product *p, uint32_t node)
{
    const struct node *n = &p->l->nodes.items[node];
    uint32_t id = (uint32_t)p->classes.count;
    product_slot_field(p, n->slot);
    struct slot_classes *sc = &p->slots[n->slot];
    struct class c = {
        .op = n->op,
        .kind = n->kind,
        .slot = n->slot,
        .finding = n->finding,
        .local_index = (uint32_t)sc->classes.count,
        .node = node,
        .text = n->text,
        .sp = n->sp,
    };
    c.local = is_local(p, &c.op);
    c.enters_heap = n->kind == NODE_PENDING && product_enters_heap(p, &c.op);
    p->sections |= c.op.flags & OP_INSIDE;
    c.eager = c.op.kind == OP_OBJECT && (c.op.flags & OP_EAGER);
    vec_push(&sc->classes, id);
    vec_push(&p->classes, c);
    return id;
}

uint32_t product_class_of(struct product *p, uint32_t node)
{
    while (p->class_of.count < p->l->nodes.count)
        vec_push(&p->class_of, BLOB_NONE);
    if (p->class_of.items[node] == BLOB_NONE) {
        uint32_t id = add_class(p, node);
        p->class_of.items[node] = id;
        vec_push(&p->classes.items[id].members, node);
    }
    return p->class_of.items[node];
}

static struct class_edge *find_edge(const struct class *c, uint32_t result)
{
    for (size_t i = 0; i < c->edges.count; i++)
        if (c->edges.items[i].result == result)
            return &c->edges.items[i];
    return NULL;
}

static bool is_similar(const struct product *p, const struct class *c, uint32_t node)
{
    const struct node *n = &p->l->nodes.items[node];
    struct op a = c->op, b = n->op;
    a.pc = b.pc = 0;
    return c->kind == n->kind && c->slot == n->slot && c->finding == n->finding &&
           c->text == n->text && memcmp(&a, &b, sizeof a) == 0;
}

/* A new node joins a class on trial: product_check_trials.  False: it cannot be of this class. */
static bool join(struct product *p, uint32_t class, uint32_t node)
{
    while (p->class_of.count < p->l->nodes.count)
        vec_push(&p->class_of, BLOB_NONE);
    if (p->class_of.items[node] != BLOB_NONE)
        return p->class_of.items[node] == class;
    struct class *c = &p->classes.items[class];
    if (!is_similar(p, c, node))
        return false;
    p->class_of.items[node] = class;
    vec_push(&c->members, node);
    if (p->l->nodes.items[node].sp > c->sp)
        c->sp = p->l->nodes.items[node].sp;
    vec_push(&p->trials, (struct trial){class, node});
    return true;
}

/*
 * All members of a class must agree.  Where one does not, the class was made of nodes that are not
 * bisimilar after all: what was explored with it is void, and product_classify must be done again.
 */
static void agree(struct product *p, const struct class_edge *edge, uint32_t node,
                  const void *bytes, size_t count)
{
    uint32_t index = learner_edge(p->l, node, bytes, count);
    struct edge e = p->l->edges.items[index];
    if (e.out != edge->out || (e.warnings > 0) != (edge->warnings > 0) ||
        !join(p, edge->next, e.to))
        p->split = true;
}

/* The members on trial do, on all that their classes are known to do, what these do. */
static void check_trials(struct product *p)
{
    VEC(uint8_t) bytes = {0};
    while (p->trials.count > 0 && !p->split) {
        struct trial t = vec_pop(&p->trials);
        for (size_t i = 0; i < p->classes.items[t.class].edges.count && !p->split; i++) {
            struct class_edge edge = p->classes.items[t.class].edges.items[i];
            size_t count;
            const void *result = blob_set_get(&p->l->results, edge.result, &count);
            vec_reserve(&bytes, count + 1);
            memcpy(bytes.items, result, count);
            agree(p, &edge, t.node, bytes.items, count);
        }
    }
    vec_clear(&p->trials);
    vec_release(&bytes);
}

bool product_is_exhausted(struct product *p)
{
    bool exhausted = p->l->runs >= p->runs_max;
    if (exhausted)
        product_refuse(p, "its automata keep growing (%" PRIu64 " operations were executed)",
                       p->l->runs);
    return exhausted;
}

static struct class_edge learn(struct product *p, uint32_t class, uint32_t result,
                               const void *bytes, size_t count)
{
    product_is_exhausted(p);
    uint32_t node = p->classes.items[class].members.items[0];
    uint32_t index = learner_edge(p->l, node, bytes, count);
    struct edge e = p->l->edges.items[index];
    struct class_edge edge = {result, product_class_of(p, e.to), e.out, e.warnings, false};
    for (size_t i = 1; i < p->classes.items[class].members.count && !p->split; i++)
        agree(p, &edge, p->classes.items[class].members.items[i], bytes, count);
    return edge;
}

const struct class_edge *product_edge(struct product *p, uint32_t class, const void *result,
                                      size_t bytes)
{
    uint32_t id = blob_set_add(&p->l->results, result, bytes);
    struct class_edge *known = find_edge(&p->classes.items[class], id);
    if (known == NULL) {
        struct class_edge edge = learn(p, class, id, result, bytes);
        vec_push(&p->classes.items[class].edges, edge);
        p->split |= p->follows_loops && loops_are_closed_by(p, class, edge.next);
        check_trials(p);
        known = find_edge(&p->classes.items[class], id);
    }
    known->taken = true;
    return known;
}
