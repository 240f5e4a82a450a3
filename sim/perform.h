/* SPDX-License-Identifier: MIT */
/* Performing operations on the direct machine; see perform.c. */
#ifndef SIM_PERFORM_H
#define SIM_PERFORM_H

#include "sim/direct.h"

/** The cell's value, zero-extended; 0 for more than 8 bytes. */
uint64_t perform_peek(uint64_t addr, uint64_t bytes);

/** If t's pending eager operation on an object is enabled, performs it. */
bool perform_eager(struct direct *d, struct direct_task *t, uint64_t *result);

/** t marks that a section begins. */
void perform_region(struct direct *d, struct direct_task *t, const struct op *op);

/** Alternatives of a timed operation when nothing else can run: then a timeout is always possible. */
uint32_t perform_alternatives_late(struct direct *d, struct direct_task *t);

#endif
