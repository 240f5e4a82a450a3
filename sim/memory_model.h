/* SPDX-License-Identifier: MIT */
/*
 * Memory models: when what a task stores gets to memory, where others see it.
 *
 *     SC   at once
 *     TSO  stores wait in a buffer of their task, first in first out, as on x86 and SPARC
 *     PSO  ... first in first out for each cell only
 *
 * A task's own loads see its buffer first.  A flush, which takes a store from the buffer to memory, is a step
 * of its own.  Which stores wait, and what waits for the buffer to be empty: docs/algorithms/memory-models.md.
 */
#ifndef SIM_MEMORY_MODEL_H
#define SIM_MEMORY_MODEL_H

#include "sim/op.h"

enum memory_model { MEMORY_SC, MEMORY_TSO, MEMORY_PSO, MEMORY_MODELS };

/** "sc", "tso", "pso": as on the command line and in traces. */
const char *memory_model_name(enum memory_model model);
/** False: no model is called so. */
bool memory_model_find(const char *name, enum memory_model *model);

/** Is it a store that goes into the buffer?  own_stack: to the stack of the task that makes it. */
bool memory_model_buffers(const struct op *op, bool own_stack);
/** Is it performed only when the task's buffer is empty?  buffered: memory_model_buffers. */
bool memory_model_drains(const struct op *op, bool buffered);
/** What a volatile access is good for: it synchronises unless stores overtake each other. */
uint8_t memory_model_volatile_order(enum memory_model model, bool write);

#endif
