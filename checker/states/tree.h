/* SPDX-License-Identifier: MIT */
/*
 * A set of vectors of words, each with a dense id, that keeps equal parts once.
 *
 * Recursive tree compression: a vector is cut into leaves of one or two words, which are keys of
 * pools of their own; each inner node is a pool of pairs of ids, those of its halves; the ids of
 * the root are those of the vectors.  A vector of many words so costs one pair at the root, and
 * its parts nothing if they were seen before.
 *
 * Papers:  Laarman, van de Pol, Weber, SPIN 2011; Blom, Lisser, van de Pol, Weber, 2007; the
 *          idea of a table per part is Holzmann's collapse, SPIN 1997 ([Laarman], [Blom],
 *          [Collapse] in docs/references.md).
 * Cost:    a look-up per node (words - 1 of them; two words: 3), most of them in small pools.
 *          With n vectors, the root takes 15 to 20 n bytes; at worst, if no part ever comes
 *          again, every node does.
 * Differs: leaves of one or two words instead of half a word; one pool per node instead of one
 *          for all.
 */
#ifndef CHECKER_STATES_TREE_H
#define CHECKER_STATES_TREE_H

#include "checker/states/pool.h"

struct tree_node {
    struct pool pool;
    uint32_t left, right; /* inner node: its halves, which are nodes before it */
    uint32_t first;       /* leaf: its first word */
    bool leaf;
};

struct tree {
    struct tree_node *nodes; /* leaves, then inner nodes, the root last */
    uint32_t count;
    uint32_t words;
};

/** The budget, of which all memory is taken, outlives the tree. */
void tree_init(struct tree *t, uint32_t words, struct budget *budget);
void tree_release(struct tree *t, struct budget *budget);

/** As of a pool with keys of `words` words. */
enum pool_result tree_insert(struct tree *t, const uint64_t *state, uint32_t *id);
uint32_t tree_insert_many(struct tree *t, const uint64_t *states, uint32_t count, uint32_t *ids,
                          uint64_t *is_new);
bool tree_find(const struct tree *t, const uint64_t *state, uint32_t *id);

/** Writes the vector with that id. */
void tree_get(const struct tree *t, uint32_t id, uint64_t *state);

static inline struct pool *tree_root(const struct tree *t)
{
    return &t->nodes[t->count - 1].pool;
}

#endif
