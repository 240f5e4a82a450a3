/* SPDX-License-Identifier: MIT */
/*
 * Rounds of waiting loops: what tasks looked at lately.
 *
 * A task that would come back to where it is by looks alone (product_round) may still make that round once:
 * between two looks it knows what a cell held before, and may find in another what was not there together
 * with it.  After a whole round that found what is there now, another one changes nothing: then it waits until one of
 * those values is another one, as in the direct machine (await.c).
 *
 * A history is the looks that a task made since it did anything else, the newest first.  It is a number, equal for
 * equal looks; 0 is the empty one.
 */
#ifndef SIM_LEARN_ROUNDS_H
#define SIM_LEARN_ROUNDS_H

#include "sim/learn/product.h"

/* What an operation finds: the value of a cell (of more than 8 bytes: a hash), or of an object's field. */
struct look {
    uint64_t addr, bytes; /* bytes 0: addr is a field */
    uint64_t value;
};

struct history {
    uint32_t before, look;
    uint32_t longer; /* one that this is the beginning of, the latest asked for; 0 = none */
};

struct rounds {
    struct blob_set looks;
    struct blob_set numbers; /* of histories: (before, look) */
    VEC(struct history) histories;
};

void rounds_init(struct rounds *r);
void rounds_release(struct rounds *r);

/** What class's operation finds in s, as a number above 0. */
uint32_t rounds_look(struct rounds *r, struct product *p, const struct state *s, uint32_t class);

/** The history with one more look. */
uint32_t rounds_add(struct rounds *r, uint32_t history, uint32_t look);

/** Would the last `count` looks find the same in s? */
bool rounds_hold(const struct rounds *r, struct product *p, const struct state *s, uint32_t history,
                 uint32_t count);

#endif
