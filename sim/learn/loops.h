/* SPDX-License-Identifier: MIT */
/* Loops in which a task only looks: where it can wait for others without an operation that says so.
 */
#ifndef SIM_LEARN_LOOPS_H
#define SIM_LEARN_LOOPS_H

#include "sim/learn/product.h"

/**
 * Numbers the loops of the automata as they are known now: class.loop.  A loop is a strongly
 * connected set of classes whose operations may leave everything as it is.
 */
void loops_find(struct product *p);

/** Does a new edge close a loop?  Then the numbers are void. */
bool loops_are_closed_by(struct product *p, uint32_t from, uint32_t to);

#endif
