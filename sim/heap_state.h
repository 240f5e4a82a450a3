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
void heap_free_state(struct direct *d);

#endif
