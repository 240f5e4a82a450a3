/* SPDX-License-Identifier: MIT */
/*
 * Footprints: what a class touches in its next step, and what its task may ever touch from there on.
 *
 * Resources are the product's fields for cells and objects, and a few that stand for the rest.  Two steps whose
 * footprints do not conflict (the same resource, one of them writing) commute, and neither enables nor
 * disables the other.
 *
 * Facts grow: an edge that is learned later may lead to resources that were not known.  Whoever relied on
 * footprints must check footprints_are_stale when it is done.
 */
#ifndef SIM_LEARN_FOOTPRINT_H
#define SIM_LEARN_FOOTPRINT_H

#include "sim/learn/product.h"

struct footprints;

struct footprints *footprints_new(struct product *p);
void footprints_free(struct footprints *f);

/** Does the next step of class a conflict with anything that the task of class b may ever do? */
bool footprints_conflict(struct footprints *f, uint32_t a, uint32_t b);

/** Do the next steps of classes a and b conflict? */
bool footprints_collide(const struct footprints *f, uint32_t a, uint32_t b);

/**
 * The task's accesses since its last visible operation can race until it makes the next one.  May the task
 * of class b access the same cells, and race with them?
 */
bool footprints_race(struct footprints *f, const struct state *s, task_id task, uint32_t b);

/** Were edges learned since footprints_new? */
bool footprints_are_stale(const struct footprints *f);

#endif
