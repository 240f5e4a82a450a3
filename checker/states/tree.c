/* SPDX-License-Identifier: MIT */
#include "checker/states/tree.h"

#include "base/check.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { NODES_MAX = 256 };

static uint64_t pair(uint32_t left, uint32_t right)
{
    return (uint64_t)left << 32 | right;
}

static void add_leaves(struct tree *t, uint32_t leaf_words, struct budget *budget)
{
    for (uint32_t first = 0; first < t->words; first += leaf_words) {
        struct tree_node *node = &t->nodes[t->count++];
        uint32_t words = t->words - first < leaf_words ? t->words - first : leaf_words;
        node->leaf = true;
        node->first = first;
        pool_init(&node->pool, words, budget);
    }
}

/* Pairs the nodes first, first + 1, ... before `count`, level by level. */
static void add_inner(struct tree *t, struct budget *budget)
{
    for (uint32_t next = 0; next + 1 < t->count; next += 2) {
        struct tree_node *node = &t->nodes[t->count++];
        node->left = next;
        node->right = next + 1;
        pool_init(&node->pool, 1, budget);
    }
}

void tree_init(struct tree *t, uint32_t words, struct budget *budget)
{
    *t = (struct tree){.words = words};
    uint32_t leaf_words = words == 2 ? 1 : 2; /* two words have halves, too */
    uint32_t leaves = (words + leaf_words - 1) / leaf_words;
    ASSERT_LE(2 * leaves - 1, NODES_MAX);
    t->nodes = memory_new(2 * leaves - 1, sizeof *t->nodes);
    add_leaves(t, leaf_words, budget);
    add_inner(t, budget);
    ASSERT_EQ(t->count, 2 * leaves - 1);
    budget->used += t->count * sizeof *t->nodes;
}

void tree_release(struct tree *t, struct budget *budget)
{
    budget->used -= t->count * sizeof *t->nodes;
    for (uint32_t i = 0; i < t->count; i++)
        pool_release(&t->nodes[i].pool);
    free(t->nodes);
    *t = (struct tree){0};
}

enum pool_result tree_insert(struct tree *t, const uint64_t *state, uint32_t *id)
{
    uint32_t ids[NODES_MAX];
    enum pool_result result = POOL_FULL;
    for (uint32_t i = 0; i < t->count; i++) {
        struct tree_node *node = &t->nodes[i];
        uint64_t key = node->leaf ? 0 : pair(ids[node->left], ids[node->right]);
        result = pool_insert(&node->pool, node->leaf ? state + node->first : &key, &ids[i]);
        if (result == POOL_FULL)
            return POOL_FULL;
    }
    *id = ids[t->count - 1];
    return result;
}

uint32_t tree_insert_many(struct tree *t, const uint64_t *states, uint32_t count, uint32_t *ids,
                          uint64_t *is_new)
{
    uint32_t parts[NODES_MAX][POOL_BATCH];
    uint64_t keys[POOL_BATCH];
    ASSERT_LE(count, POOL_BATCH);
    for (uint32_t n = 0; n < t->count; n++) {
        struct tree_node *node = &t->nodes[n];
        if (node->leaf) {
            count = pool_insert_many(&node->pool, states + node->first, t->words, count, parts[n],
                                     is_new);
            continue;
        }
        for (uint32_t i = 0; i < count; i++)
            keys[i] = pair(parts[node->left][i], parts[node->right][i]);
        count = pool_insert_many(&node->pool, keys, 1, count, parts[n], is_new);
    }
    memcpy(ids, parts[t->count - 1], count * sizeof *ids);
    return count;
}

bool tree_find(const struct tree *t, const uint64_t *state, uint32_t *id)
{
    uint32_t ids[NODES_MAX];
    for (uint32_t i = 0; i < t->count; i++) {
        const struct tree_node *node = &t->nodes[i];
        uint64_t key = node->leaf ? 0 : pair(ids[node->left], ids[node->right]);
        if (!pool_find(&node->pool, node->leaf ? state + node->first : &key, &ids[i]))
            return false;
    }
    *id = ids[t->count - 1];
    return true;
}

void tree_get(const struct tree *t, uint32_t id, uint64_t *state)
{
    uint32_t ids[NODES_MAX];
    ids[t->count - 1] = id;
    for (uint32_t i = t->count; i-- > 0;) {
        const struct tree_node *node = &t->nodes[i];
        const uint64_t *key = pool_key(&node->pool, ids[i]);
        if (node->leaf) {
            memcpy(state + node->first, key, node->pool.words * sizeof *key);
        } else {
            ids[node->left] = (uint32_t)(*key >> 32);
            ids[node->right] = (uint32_t)*key;
        }
    }
}
