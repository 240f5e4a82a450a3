/* SPDX-License-Identifier: MIT */
/* The heap's part of the direct machine; see heap.c. */
#ifndef SIM_HEAP_STATE_H
#define SIM_HEAP_STATE_H

#include "sim/direct.h"
#include "sim/heap_layout.h"

struct heap *heap_new(void);
/** All blocks are gone.  O(1): arenas notice by generation. */
void heap_reset(struct direct *d);
/** Which blocks there are now. */
const struct heap_layout *heap_layout_of(const struct direct *d);
/** The memory of a slot may be touched from now on. */
void heap_make_accessible(struct direct *d, const struct heap_slot *slot);

struct prelude;
/** Keeps the blocks' bytes.  *layout becomes a copy of the layout. */
void heap_keep(struct direct *d, struct prelude *p, struct heap_layout *layout);
/** The layout becomes a copy of this one. */
void heap_repeat(struct direct *d, const struct heap_layout *layout);

/** May all of [addr, addr + bytes) be touched? */
bool heap_is_accessible(const struct direct *d, uint64_t addr, uint64_t bytes);
void heap_free_state(struct direct *d);

#endif
