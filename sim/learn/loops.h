/* SPDX-License-Identifier: MIT */
/* Loops in which a task only looks: where it can wait for others without an operation that says so. */
#ifndef SIM_LEARN_LOOPS_H
#define SIM_LEARN_LOOPS_H

#include "sim/learn/product.h"

/**
 * Numbers the loops of the automata as they are known now: class.loop.  A loop is a strongly connected set of classes
 * whose operations may leave everything as it is.  Returns whether a class that had been numbered is in
 * another loop than before.
 */
bool loops_find(struct product *p);

#endif
