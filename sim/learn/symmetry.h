/* SPDX-License-Identifier: MIT */
/*
 * Symmetry: tasks that do the same up to a renaming can change places.
 *
 *     struct symmetry *y = symmetry_new(product);
 *     if (symmetry_find(y))                    // after product_classify
 *         ... explore: of the states that are renamings of each other only the canonical one ...
 *         ... symmetry_holds(y) before each symmetry_canonical(y, &state, NULL)
 *
 * A renaming (automorphism.h) that maps each step of the product to a step of it makes one state as good as its
 * image: the same can go wrong from both.  Renamings that exchange two tasks are tried, and where there are none,
 * those that move all tasks round a circle.  A few executions refute most that are none; what the search
 * evaluates is checked as it comes, so that a complete search relied on nothing that was not compared.
 *
 * Papers:    Emerson, Sistla, "Symmetry and model checking", FMSD 9, 1996; Ip, Dill, "Better verification through
 *            symmetry", FMSD 9, 1996: there the user declares it, here it is found.
 * Differs:   the initial state need not be symmetric.  A path through canonical states is still a renaming of
 *            a path from the initial state, step by step (symmetry_canonical tells the renamings).
 * Cost:      O(tasks^2) comparisons per entry; O(tasks^2) look-ups and O(tasks) renamings of the state to find
 *            the canonical one, more if many tasks are in the same class.
 *
 * main joins its tasks in an order, one after the other as they end, and where it is then would tell them apart.
 * So it is held in front of its first join until it has nothing to wait for but what comes after its joins
 * (product->held_class): nobody sees the difference.
 */
#ifndef SIM_LEARN_SYMMETRY_H
#define SIM_LEARN_SYMMETRY_H

#include "sim/learn/automorphism.h"

enum { SYMMETRY_CANDIDATES_MAX = 64 }; /* states that may become the canonical one, at a time */

/* Which renaming: who changes places with whom, or how far all move round the circle. */
struct move {
    task_id a, b;
    uint32_t shift; /* 0: a and b change places */
};

struct element {
    struct automorphism *renaming;
    struct move move;
};

/*
 * A canonical state has in this slot the least class that the renamings of this level can bring there: `count` elements
 * from `first` on, or, round a circle, one element applied up to `count` times.
 */
struct level {
    task_id slot;
    uint32_t first, count;
    bool circle;
};

struct symmetry {
    struct product *p;
    struct state initial;
    VEC(struct product_finding) notes; /* on the way to it */
    struct join_chain chain;
    VEC(struct element) elements;
    VEC(struct level) levels;
    VEC(struct move) refuted;
    VEC(struct evaluated) walked; /* what the walks evaluated */
    VEC(uint32_t) support; /* fields that some renaming changes */
    VEC(task_id) tasks;    /* that are tried */
    size_t seen;           /* entries of the journal that support speaks of */
    /* symmetry_canonical: states, one behind the other, and who is who in them */
    struct candidates {
        uint32_t *states;
        task_id (*images)[PRODUCT_TASKS_MAX];
        uint32_t count;
    } now, next;
    uint32_t room; /* fields of a candidate */
    bool images_wanted;
};

/** Of a product; owned by the caller (symmetry_free). */
struct symmetry *symmetry_new(struct product *p);
void symmetry_free(struct symmetry *y);

/**
 * Looks for renamings.  True: there are some, and the product is set up to use them (main held, the journal kept),
 * until the next product_classify.  All that was evaluated is forgotten.
 */
bool symmetry_find(struct symmetry *y);

/** After that, instead of product_initial: the state that the search starts from, and what was noted on the way to
 * it. */
void symmetry_initial(struct symmetry *y, struct state *s);

/** Do the renamings agree with all that was evaluated since?  False: the search is void; symmetry_find does without
 * those that do not. */
bool symmetry_holds(struct symmetry *y);

/**
 * Replaces the state by the canonical one of its renamings.  image, unless NULL: [t] becomes who task t is in
 * it.  False: a renaming does not know everything in the state; as if symmetry_holds were false.
 */
bool symmetry_canonical(struct symmetry *y, struct state *s, task_id *image);

/* For canonical.c: the renaming is none; symmetry_find does without it. */
void symmetry_refute(struct symmetry *y, const struct automorphism *a);

/** How many renamings of the tasks there are. */
uint64_t symmetry_order(const struct symmetry *y);

#endif
