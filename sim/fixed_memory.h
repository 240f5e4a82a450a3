/* SPDX-License-Identifier: MIT */
/*
 * Memory of heddle's own at addresses that are the same in every process.
 *
 * Wrappers run on tasks' stacks and leave pointers to tasks and objects there, in dead slots that a
 * program with an uninitialised local may read.  Such a program is wrong, but its executions must still
 * be the same in every process, so these pointers must be.
 */
#ifndef SIM_FIXED_MEMORY_H
#define SIM_FIXED_MEMORY_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/** Reserves the address range, once per process. */
bool fixed_memory_reserve(struct error *err);

/** Zeroed bytes, aligned to 64.  Lives until fixed_memory_reset. */
void *fixed_memory_new(size_t bytes);

/** Is this address in the range? */
bool fixed_memory_has(uint64_t addr);

/** Takes everything back: the machine that used it is gone. */
void fixed_memory_reset(void);

#endif
