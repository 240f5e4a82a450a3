/* SPDX-License-Identifier: MIT */
/*
 * The heap of the program under test: deterministic addresses, and a record of every block.
 *
 * Each task has an arena of its own, cut into blocks of size classes.  A freed block goes, last in first
 * out, to the free list of the task that freed it, so an address depends only on what the task itself
 * did (and on the pointers it was given): no hidden shared state, ABA stays possible.
 */
#ifndef SIM_HEAP_H
#define SIM_HEAP_H

#include "sim/heap_layout.h"
#include "sim/machine.h"

/** Zeroed bytes, aligned to align (a power of two, 0 = 16).  NULL if bytes is too large. */
void *heap_malloc(struct machine *m, size_t bytes, size_t align, uint64_t pc);

/** NULL is allowed.  Double free and pointers that are not a block's start are reported. */
void heap_free(struct machine *m, void *pointer, uint64_t pc);

/** Size of the live block that starts at pointer, 0 if there is none. */
size_t heap_bytes(struct machine *m, const void *pointer);

/**
 * The block (live or freed) that covers addr, red zone included; NULL if addr is in no block.  Borrowed
 * until the next allocation.
 */
const struct heap_block *heap_find(struct machine *m, uint64_t addr);

/** Calls visit for every live block in order of address. */
void heap_each(struct machine *m, void (*visit)(void *context, const struct heap_block *block),
               void *context);

/**
 * Calls visit for every range of memory from which the program could still reach a block: its data, the
 * C library's memory, and the stacks and thread-local storage of tasks that have not ended.
 */
void heap_each_root(struct machine *m, void (*visit)(void *context, uint64_t start, uint64_t end),
                    void *context);

/** Number of live blocks. */
uint64_t heap_live_count(const struct machine *m);

#endif
