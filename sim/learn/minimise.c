/* SPDX-License-Identifier: MIT */
#include "sim/learn/minimise.h"

/* Blocks of a partition: members are a linked list through next. */
struct refinement {
    const struct learner *l;
    uint32_t count;      /* nodes */
    uint32_t *block;     /* of a node */
    uint32_t *next;      /* node of the same block */
    VEC(uint32_t) first; /* node of a block */
    VEC(uint32_t) size;
    uint32_t *in_first, *in_edge; /* edges that lead to a node, as a list */
    uint8_t *dirty;      /* one of its successors has another block than when it was last looked at */
    VEC(uint32_t) dirty_nodes;
    struct blob_set keys;
    VEC(uint32_t) key;
};

static void put(struct refinement *r, uint32_t node, uint32_t block)
{
    if (block == r->first.count) {
        vec_push(&r->first, BLOB_NONE);
        vec_push(&r->size, 0);
    }
    r->block[node] = block;
    r->next[node] = r->first.items[block];
    r->first.items[block] = node;
    r->size.items[block]++;
}

/* At first: what the nodes are about to do, wherever in the program. */
static void partition_by_operation(struct refinement *r)
{
    struct blob_set kinds = {0};
    for (uint32_t i = 0; i < r->count; i++) {
        const struct node *n = &r->l->nodes.items[i];
        struct {
            struct op op;
            uint32_t kind, slot, finding, text;
        } key = {n->op, n->kind, n->slot, n->finding, n->text};
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

static int compare_triples(const void *a, const void *b)
{
    return memcmp(a, b, 3 * sizeof(uint32_t));
}

/* What a node does, in terms of the present blocks, as a number. */
static uint32_t behaviour(struct refinement *r, uint32_t node)
{
    vec_clear(&r->key);
    uint32_t e = r->l->nodes.items[node].edges;
    for (; e != BLOB_NONE; e = r->l->edges.items[e].next) {
        const struct edge *edge = &r->l->edges.items[e];
        vec_push(&r->key, edge->result);
        vec_push(&r->key, edge->out * 2 + (edge->warnings > 0));
        vec_push(&r->key, r->block[edge->to]);
    }
    if (r->key.count > 0)
        qsort(r->key.items, r->key.count / 3, 3 * sizeof(uint32_t), compare_triples);
    return blob_set_add(&r->keys, r->key.items, r->key.count * sizeof(uint32_t));
}

static void mark_dirty(struct refinement *r, uint32_t node)
{
    if (r->dirty[node])
        return;
    r->dirty[node] = 1;
    vec_push(&r->dirty_nodes, node);
}

static void mark_predecessors(struct refinement *r, uint32_t node)
{
    for (uint32_t e = r->in_first[node]; e != BLOB_NONE; e = r->in_edge[e])
        mark_dirty(r, r->l->edges.items[e].from);
}

/* A part of a block, by behaviour. */
struct part {
    uint32_t behaviour, count, block;
};

struct member {
    uint32_t node, part;
};

/*
 * Splits a block so that all nodes of a part behave alike.  The largest part keeps the number;
 * who leads to one of the others must be looked at again.
 */
static void split(struct refinement *r, uint32_t block)
{
    VEC(struct part) parts = {0};
    VEC(struct member) members = {0};
    blob_set_release(&r->keys);
    for (uint32_t i = r->first.items[block]; i != BLOB_NONE; i = r->next[i]) {
        uint32_t b = behaviour(r, i);
        if (b == parts.count)
            vec_push(&parts, (struct part){.behaviour = b});
        parts.items[b].count++;
        vec_push(&members, (struct member){i, b});
    }
    uint32_t largest = 0;
    for (uint32_t i = 1; i < parts.count; i++)
        if (parts.items[i].count > parts.items[largest].count)
            largest = i;
    if (parts.count > 1) {
        r->first.items[block] = BLOB_NONE;
        r->size.items[block] = 0;
        uint32_t fresh = (uint32_t)r->first.count;
        for (uint32_t i = 0; i < parts.count; i++)
            parts.items[i].block = i == largest ? block : fresh++;
        while (r->first.count < fresh) {
            vec_push(&r->first, BLOB_NONE);
            vec_push(&r->size, 0);
        }
        for (size_t i = 0; i < members.count; i++)
            put(r, members.items[i].node, parts.items[members.items[i].part].block);
        for (size_t i = 0; i < members.count; i++)
            if (members.items[i].part != largest)
                mark_predecessors(r, members.items[i].node);
    }
    vec_release(&parts);
    vec_release(&members);
}

static void refine(struct refinement *r)
{
    VEC(uint32_t) blocks = {0};
    for (uint32_t i = 0; i < r->count; i++)
        mark_dirty(r, i);
    while (r->dirty_nodes.count > 0) {
        vec_clear(&blocks);
        uint8_t *seen = memory_new(r->first.count, 1);
        for (size_t i = 0; i < r->dirty_nodes.count; i++) {
            uint32_t block = r->block[r->dirty_nodes.items[i]];
            r->dirty[r->dirty_nodes.items[i]] = 0;
            if (!seen[block])
                vec_push(&blocks, block);
            seen[block] = 1;
        }
        free(seen);
        vec_clear(&r->dirty_nodes);
        for (size_t i = 0; i < blocks.count; i++)
            if (r->size.items[blocks.items[i]] > 1)
                split(r, blocks.items[i]);
    }
    vec_release(&blocks);
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
    r.block = memory_new(r.count + 1, sizeof *r.block);
    r.next = memory_new(r.count + 1, sizeof *r.next);
    r.in_first = memory_new(r.count + 1, sizeof *r.in_first);
    r.in_edge = memory_new(l->edges.count + 1, sizeof *r.in_edge);
    r.dirty = memory_new(r.count + 1, 1);
    partition_by_operation(&r);
    link_edges(&r);
    refine(&r);
    uint32_t count = number_classes(&r, class_of);
    free(r.block);
    free(r.next);
    free(r.in_first);
    free(r.in_edge);
    free(r.dirty);
    vec_release(&r.first);
    vec_release(&r.size);
    vec_release(&r.dirty_nodes);
    vec_release(&r.key);
    blob_set_release(&r.keys);
    return count;
}
