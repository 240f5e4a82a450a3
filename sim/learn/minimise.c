/* SPDX-License-Identifier: MIT */
#include "sim/learn/minimise.h"

/* Nodes of a list, by index; BLOB_NONE ends it. */
struct refinement {
    const struct learner *l;
    uint32_t count;            /* nodes */
    uint32_t *block;           /* of a node */
    uint32_t *next, *before;   /* nodes of the same block */
    VEC(uint32_t) first;       /* node of a block */
    uint32_t *in_first, *in_edge; /* edges that lead to a node, as a list */
    uint32_t *out_first, *out_edge; /* edges of a node, by result: out_edge[out_first[node] ...] */
    /* Dirty: one of its successors has another block than when it was last looked at. */
    bool *dirty;
    uint32_t *next_dirty;      /* node of the same block */
    VEC(uint32_t) first_dirty; /* node of a block */
    VEC(uint32_t) work;        /* blocks with dirty nodes */
    struct blob_set keys;
    VEC(uint32_t) key;
};

/* Puts a node that is in no list into a block, which may be the next new one. */
static void put(struct refinement *r, uint32_t node, uint32_t block)
{
    if (block == r->first.count) {
        vec_push(&r->first, BLOB_NONE);
        vec_push(&r->first_dirty, BLOB_NONE);
    }
    uint32_t next = r->first.items[block];
    r->block[node] = block;
    r->next[node] = next;
    r->before[node] = BLOB_NONE;
    if (next != BLOB_NONE)
        r->before[next] = node;
    r->first.items[block] = node;
}

static void take(struct refinement *r, uint32_t node)
{
    uint32_t next = r->next[node], before = r->before[node];
    if (next != BLOB_NONE)
        r->before[next] = before;
    if (before != BLOB_NONE)
        r->next[before] = next;
    else
        r->first.items[r->block[node]] = next;
}

/* At first: what the nodes are about to do, wherever in the program; who is hungry is alone. */
static void partition_by_operation(struct refinement *r)
{
    struct blob_set kinds = {0};
    for (uint32_t i = 0; i < r->count; i++) {
        const struct node *n = &r->l->nodes.items[i];
        struct {
            struct op op;
            uint32_t kind, slot, finding, text, alone;
            uint32_t spare;
        } key = {n->op, n->kind, n->slot, n->finding, n->text, n->hungry ? i + 1 : 0, 0};
        if (n->kind == NODE_PENDING)
            key.op.pc = 0;
        put(r, i, blob_set_add(&kinds, &key, sizeof key));
    }
    blob_set_release(&kinds);
}

static void link_edges(struct refinement *r)
{
    for (uint32_t i = 0; i < r->count; i++)
        r->in_first[i] = BLOB_NONE;
    for (uint32_t e = 0; e < r->l->edges.count; e++) {
        uint32_t to = r->l->edges.items[e].to;
        r->in_edge[e] = r->in_first[to];
        r->in_first[to] = e;
    }
}

static int compare_results(const void *a, const void *b, void *edges)
{
    const struct edge *x = &((const struct edge *)edges)[*(const uint32_t *)a];
    const struct edge *y = &((const struct edge *)edges)[*(const uint32_t *)b];
    return x->result < y->result ? -1 : x->result > y->result;
}

/* Edges of a node by result, so that nodes that do the same have the same keys. */
static void sort_edges(struct refinement *r)
{
    const struct edge *edges = r->l->edges.items;
    uint32_t at = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        r->out_first[i] = at;
        for (uint32_t e = r->l->nodes.items[i].edges; e != BLOB_NONE; e = edges[e].next)
            r->out_edge[at++] = e;
        qsort_r(r->out_edge + r->out_first[i], at - r->out_first[i], sizeof *r->out_edge,
                compare_results, (void *)edges);
    }
    r->out_first[r->count] = at;
}

/* What a node does, in terms of the present blocks, as a number. */
static uint32_t behaviour(struct refinement *r, uint32_t node)
{
    vec_clear(&r->key);
    for (uint32_t i = r->out_first[node]; i < r->out_first[node + 1]; i++) {
        const struct edge *edge = &r->l->edges.items[r->out_edge[i]];
        vec_push(&r->key, edge->result);
        vec_push(&r->key, edge->out * 2 + (edge->warnings > 0));
        vec_push(&r->key, r->block[edge->to]);
    }
    return blob_set_add(&r->keys, r->key.items, r->key.count * sizeof(uint32_t));
}

static void mark_dirty(struct refinement *r, uint32_t node)
{
    uint32_t block = r->block[node];
    if (r->dirty[node])
        return;
    if (r->first_dirty.items[block] == BLOB_NONE)
        vec_push(&r->work, block);
    r->dirty[node] = true;
    r->next_dirty[node] = r->first_dirty.items[block];
    r->first_dirty.items[block] = node;
}

static void mark_predecessors(struct refinement *r, uint32_t node)
{
    for (uint32_t e = r->in_first[node]; e != BLOB_NONE; e = r->in_edge[e])
        mark_dirty(r, r->l->edges.items[e].from);
}

/* A part of a block, by behaviour. */
struct part {
    uint32_t count, block;
};

struct member {
    uint32_t node, part; /* parts are numbered as their behaviours */
};

struct parts {
    VEC(struct part) items;
    VEC(struct member) members;
};

static uint32_t part_of(struct refinement *r, struct parts *parts, uint32_t node)
{
    uint32_t part = behaviour(r, node);
    if (part == parts->items.count)
        vec_push(&parts->items, (struct part){0});
    return part;
}

/* Takes the block's dirty nodes out of it, and tells them apart by what they do. */
static void take_dirty(struct refinement *r, uint32_t block, struct parts *parts)
{
    uint32_t node = r->first_dirty.items[block];
    r->first_dirty.items[block] = BLOB_NONE;
    for (; node != BLOB_NONE; node = r->next_dirty[node]) {
        uint32_t part = part_of(r, parts, node);
        parts->items.items[part].count++;
        vec_push(&parts->members, (struct member){node, part});
        r->dirty[node] = false;
        take(r, node);
    }
}

/* The part that keeps the block's number: that of the nodes that are not dirty, which all do the
 * same, or the largest. */
static uint32_t part_that_stays(struct refinement *r, uint32_t block, struct parts *parts)
{
    if (r->first.items[block] != BLOB_NONE)
        return part_of(r, parts, r->first.items[block]);
    uint32_t largest = 0;
    for (uint32_t i = 1; i < parts->items.count; i++)
        if (parts->items.items[i].count > parts->items.items[largest].count)
            largest = i;
    return largest;
}

/*
 * Splits a block so that all its nodes do the same; who leads to a part that does not keep the
 * number must be looked at again.  Only dirty nodes are looked at.
 */
static void split(struct refinement *r, uint32_t block)
{
    struct parts parts = {0};
    blob_set_release(&r->keys);
    take_dirty(r, block, &parts);
    uint32_t stays = part_that_stays(r, block, &parts);
    uint32_t fresh = (uint32_t)r->first.count;
    for (uint32_t i = 0; i < parts.items.count; i++)
        parts.items.items[i].block = i == stays ? block : fresh++;
    for (uint32_t i = (uint32_t)r->first.count; i < fresh; i++) {
        vec_push(&r->first, BLOB_NONE);
        vec_push(&r->first_dirty, BLOB_NONE);
    }
    for (size_t i = 0; i < parts.members.count; i++)
        put(r, parts.members.items[i].node, parts.items.items[parts.members.items[i].part].block);
    for (size_t i = 0; i < parts.members.count; i++)
        if (parts.members.items[i].part != stays)
            mark_predecessors(r, parts.members.items[i].node);
    vec_release(&parts.items);
    vec_release(&parts.members);
}

static void refine(struct refinement *r)
{
    for (uint32_t i = 0; i < r->count; i++)
        mark_dirty(r, i);
    while (r->work.count > 0)
        split(r, vec_pop(&r->work));
}

/* Numbers in order of the first node, whatever the order of the splits. */
static uint32_t number_classes(const struct refinement *r, uint32_t *class_of)
{
    uint32_t *number = memory_new(r->first.count + 1, sizeof *number);
    uint32_t count = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        uint32_t *n = &number[r->block[i]];
        if (*n == 0)
            *n = ++count;
        class_of[i] = *n - 1;
    }
    free(number);
    return count;
}

uint32_t minimise(const struct learner *l, uint32_t *class_of)
{
    struct refinement r = {.l = l, .count = (uint32_t)l->nodes.count};
    uint32_t *numbers =
        memory_new(6 * ((size_t)r.count + 1) + 2 * (l->edges.count + 1), sizeof *numbers);
    r.block = numbers;
    r.next = r.block + r.count;
    r.before = r.next + r.count;
    r.next_dirty = r.before + r.count;
    r.in_first = r.next_dirty + r.count;
    r.out_first = r.in_first + r.count;
    r.out_edge = r.out_first + r.count + 1;
    r.in_edge = r.out_edge + l->edges.count;
    r.dirty = memory_new(r.count + 1, sizeof *r.dirty);
    partition_by_operation(&r);
    link_edges(&r);
    sort_edges(&r);
    refine(&r);
    uint32_t count = number_classes(&r, class_of);
    free(numbers);
    free(r.dirty);
    vec_release(&r.first);
    vec_release(&r.first_dirty);
    vec_release(&r.work);
    vec_release(&r.key);
    blob_set_release(&r.keys);
    return count;
}
