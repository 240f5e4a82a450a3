/* SPDX-License-Identifier: MIT */
/* Nodes and edges: interned, so that the same situation is the same number. */
#include "sim/learn/learner.h"

#include "base/hash.h"
#include "sim/learn/audit.h"

enum { BUCKETS_MIN = 1024 };

static uint64_t hash_node(const struct node *n)
{
    struct {
        struct op op;
        uint32_t image, flight, text, more;
    } key = {n->op, n->image, n->flight, n->text,
             (uint32_t)n->kind | (uint32_t)n->slot << 8 | (uint32_t)n->finding << 24};
    return hash_bytes(&key, sizeof key, 1);
}

static bool same_node(const struct node *a, const struct node *b)
{
    return a->kind == b->kind && a->slot == b->slot && a->finding == b->finding &&
           a->image == b->image && a->flight == b->flight && a->text == b->text &&
           memcmp(&a->op, &b->op, sizeof a->op) == 0;
}

static uint32_t edge_bucket(const struct learner *l, uint32_t node, uint32_t result)
{
    uint64_t x = ((uint64_t)node << 32 | result) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(x >> 32) & (l->edge_bucket_count - 1);
}

static void grow_node_buckets(struct learner *l)
{
    uint32_t count = l->node_bucket_count ? l->node_bucket_count * 2 : BUCKETS_MIN;
    l->node_buckets = memory_resize(l->node_buckets, count, sizeof *l->node_buckets);
    l->node_bucket_count = count;
    memset(l->node_buckets, 0xff, count * sizeof *l->node_buckets);
    for (uint32_t i = 0; i < l->nodes.count; i++) {
        uint32_t *bucket = &l->node_buckets[hash_node(&l->nodes.items[i]) & (count - 1)];
        l->node_next.items[i] = *bucket;
        *bucket = i;
    }
}

static void grow_edge_buckets(struct learner *l)
{
    uint32_t count = l->edge_bucket_count ? l->edge_bucket_count * 2 : BUCKETS_MIN;
    l->edge_buckets = memory_resize(l->edge_buckets, count, sizeof *l->edge_buckets);
    l->edge_bucket_count = count;
    memset(l->edge_buckets, 0xff, count * sizeof *l->edge_buckets);
    for (uint32_t i = 0; i < l->edges.count; i++) {
        const struct edge *e = &l->edges.items[i];
        uint32_t *bucket = &l->edge_buckets[edge_bucket(l, e->from, e->result)];
        l->edge_next.items[i] = *bucket;
        *bucket = i;
    }
}

uint32_t nodes_intern(struct learner *l, const struct native_end *end)
{
    struct node n = end->node;
    bool pending = n.kind == NODE_PENDING;
    n.image = pending ? blob_set_add(&l->images, end->image.items, end->image.count) : BLOB_NONE;
    n.flight = pending && end->flight.count > 0
                   ? blob_set_add(&l->flights, end->flight.items, end->flight.count)
                   : BLOB_NONE;
    n.text = pending ? BLOB_NONE
                     : blob_set_add(&l->texts, str_text(&end->text), end->text.bytes + 1);
    n.edges = BLOB_NONE;
    if (!pending)
        n.op = (struct op){.pc = n.op.pc};
    if (l->nodes.count >= l->node_bucket_count)
        grow_node_buckets(l);
    uint32_t *bucket = &l->node_buckets[hash_node(&n) & (l->node_bucket_count - 1)];
    for (uint32_t i = *bucket; i != BLOB_NONE; i = l->node_next.items[i])
        if (same_node(&l->nodes.items[i], &n))
            return i;
    uint32_t id = (uint32_t)l->nodes.count;
    vec_push(&l->nodes, n);
    vec_push(&l->node_next, *bucket);
    *bucket = id;
    return id;
}

uint32_t learner_known_edge(const struct learner *l, uint32_t node, uint32_t result)
{
    if (l->edge_bucket_count == 0)
        return BLOB_NONE;
    uint32_t i = l->edge_buckets[edge_bucket(l, node, result)];
    while (i != BLOB_NONE &&
           (l->edges.items[i].from != node || l->edges.items[i].result != result))
        i = l->edge_next.items[i];
    return i;
}

static uint32_t add_edge(struct learner *l, struct edge e)
{
    if (l->edges.count >= l->edge_bucket_count)
        grow_edge_buckets(l);
    uint32_t id = (uint32_t)l->edges.count;
    uint32_t *bucket = &l->edge_buckets[edge_bucket(l, e.from, e.result)];
    e.next = BLOB_NONE;
    vec_push(&l->edges, e);
    vec_push(&l->edge_next, *bucket);
    *bucket = id;
    uint32_t *link = &l->nodes.items[e.from].edges;
    while (*link != BLOB_NONE)
        link = &l->edges.items[*link].next;
    *link = id;
    return id;
}

void native_end_release(struct native_end *end)
{
    vec_release(&end->image);
    vec_release(&end->flight);
    vec_release(&end->out);
    str_release(&end->text);
}

uint32_t learner_edge(struct learner *l, uint32_t node, const void *result, size_t bytes)
{
    uint32_t result_id = blob_set_add(&l->results, result, bytes);
    uint32_t known = learner_known_edge(l, node, result_id);
    if (known != BLOB_NONE)
        return known;
    struct native_end end = {0};
    native_run(l, node, result, bytes, &end);
    if (l->audit)
        audit_run(l, node, result, bytes, &end);
    struct edge e = {.from = node,
                     .to = nodes_intern(l, &end),
                     .result = result_id,
                     .out = blob_set_add(&l->outs, end.out.items, end.out.count),
                     .warnings = end.warnings};
    native_end_release(&end);
    return add_edge(l, e);
}

void nodes_release(struct learner *l)
{
    vec_release(&l->nodes);
    vec_release(&l->edges);
    vec_release(&l->node_next);
    vec_release(&l->edge_next);
    free(l->node_buckets);
    free(l->edge_buckets);
}
