/* SPDX-License-Identifier: MIT */
/*
 * A set of byte strings of one length, each with a number: 0, 1, 2 ... in the order of adding.
 *
 *     struct state_set seen;
 *     state_set_init(&seen, 4);
 *     uint32_t index = state_set_add(&seen, "abcd");     // 0, again and again
 *     const uint8_t *bytes = state_set_at(&seen, index); // valid until the next add
 *     state_set_release(&seen);
 */
#ifndef TESTS_STATE_SET_H
#define TESTS_STATE_SET_H

#include "base/vec.h"

#include <stddef.h>
#include <stdint.h>

struct state_set {
    size_t width; /* of each string, in bytes */
    uint32_t count;
    VEC(uint8_t) bytes; /* count * width of them */
    size_t slots;       /* of the table: a power of two, more than twice the count */
    uint32_t *table;    /* number of a string + 1; 0: free */
};

void state_set_init(struct state_set *set, size_t width);
void state_set_release(struct state_set *set);

/** The string's number; it is added if it was not there. */
uint32_t state_set_add(struct state_set *set, const void *bytes);

const uint8_t *state_set_at(const struct state_set *set, uint32_t index);

#endif
