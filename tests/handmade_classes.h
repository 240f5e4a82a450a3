/* SPDX-License-Identifier: MIT */
/*
 * How small the automaton of one thread of a product can be.
 *
 * A local state is a point of the thread with the values of its local variables.  Two of them are
 * bisimilar if they use the same cells and, whatever these hold, change them in the same way and go
 * on to bisimilar local states.  "Whatever" ranges over the values that the product ever gives to
 * each cell, fed to the thread alone.  So the thread can get to local states that do not occur in
 * the product, for example to a failed assertion.
 *
 * An automaton that was written down by hand gives the number of states "without any reduction but
 * bisimulation" only if no two local states that occur are bisimilar: reached == distinct.
 */
#ifndef TESTS_HANDMADE_CLASSES_H
#define TESTS_HANDMADE_CLASSES_H

#include "tests/handmade.h"

struct handmade_classes {
    uint32_t learned;  /* local states that the thread gets to when it is fed those values */
    uint32_t classes;  /* of the learned ones, up to bisimulation */
    uint32_t reached;  /* local states that occur in states of the product */
    uint32_t distinct; /* classes of the reached ones */
};

/** seen: the states of p (handmade_explore). */
struct handmade_classes handmade_classes(const struct handmade *p, int thread,
                                       const struct state_set *seen);

#endif
