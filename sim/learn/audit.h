/* SPDX-License-Identifier: MIT */
/*
 * Audit: does a native run depend on, and change, only what it may?
 *
 * A run is made again over other bytes below its stack pointer.  It must come to the same operation, with the same
 * operands, have written the same, and leave the program's memory as the first one did.
 *
 * What is not seen: a read of memory that happens to hold the same in both runs, one that shows only in later
 * operations, and a write of the value that is there already.
 */
#ifndef SIM_LEARN_AUDIT_H
#define SIM_LEARN_AUDIT_H

#include "sim/learn/learner.h"

/**
 * Repeats the run of native_run(l, node, result, bytes, end) that was just made.  The first difference is kept in
 * l->audit_failure, with its place.
 */
void audit_run(struct learner *l, uint32_t node, const void *result, size_t bytes,
               const struct native_end *end);

#endif
