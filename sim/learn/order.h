/* SPDX-License-Identifier: MIT */
/*
 * Happens-before in the product, as a finite part of the state: data races of an execution are
 * found as the direct machine's vector clocks find them (history.c), but what is remembered does
 * not grow.
 *
 * An access that could race (races_may_happen) is a bit; equal accesses of a task are the same one,
 * of which only the newest is remembered.  For every task there is the set of accesses that
 * happened before whatever it does next, and for every cell and object that orders, the set of
 * those before its last release.  An access races with each conflicting one of another task that
 * was made and is not in its task's set.
 *
 * An access that all tasks know of can race with nothing: it counts as not made until it is made
 * again. So in a program without races equal situations have equal sets.
 *
 * Covers atomics, objects, atomic sections, creating and joining tasks.  Freeing memory, fences that order weaker
 * atomics and, unless only unseen races matter, volatile accesses, it does not: `uncovered` tells.
 */
#ifndef SIM_LEARN_ORDER_H
#define SIM_LEARN_ORDER_H

#include "sim/learn/product.h"

struct order_access {
    uint64_t addr, bytes;
    task_id slot;
    bool write, atomic, local;
};

struct order {
    VEC(uint64_t) words;               /* sets of accesses; what each is of: enum in order.c */
    VEC(struct order_access) accesses; /* by bit */
    struct blob_set releases;          /* cells and objects that order: places among the words */
    bool weak;                         /* there are atomics weaker than sequentially consistent */
    bool unseen_only;                  /* races matter where an access is no operation */
    bool uncovered;                    /* an operation came up that this does not cover, or there
                                          are more accesses than bits */
};

void order_release(struct order *o);

/**
 * The task of class c is about to perform its operation in s, with this outcome.  child: whom it
 * creates, or TASK_NONE.  A race is noted in p->notes.
 */
void order_perform(struct product *p, const struct state *s, const struct class *c,
                   const struct outcome *outcome, task_id child);

/** The task leaves an atomic section. */
void order_leave(struct product *p, task_id slot);

/** A step was made: forgets what matters no more. */
void order_settle(struct product *p, const struct state *s);

#endif
