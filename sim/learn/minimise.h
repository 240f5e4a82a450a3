/* SPDX-License-Identifier: MIT */
/*
 * Bisimulation: the coarsest partition of nodes in which equal means "does the same for ever".
 *
 * Two nodes of a slot are bisimilar if they are about to do the same operation, know the same results of
 * it, and for every result write the same and lead to bisimilar nodes.
 * Source: Paige & Tarjan, "Three partition refinement algorithms", SIAM J. Comput. 16(6), 1987; this
 *         is the simpler refinement that looks only at nodes whose successors were split off; those
 *         that need not be looked at, or else the largest part of a split, keep the number.
 */
#ifndef SIM_LEARN_MINIMISE_H
#define SIM_LEARN_MINIMISE_H

#include "sim/learn/learner.h"

/**
 * Fills class_of[node] for all nodes of the learner; classes are numbered from 0 in order of their first
 * node.  Returns their number.
 */
uint32_t minimise(const struct learner *l, uint32_t *class_of);

#endif
