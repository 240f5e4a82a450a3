/* SPDX-License-Identifier: MIT */
/* The heap's part of the direct machine; see heap.c. */
#ifndef SIM_HEAP_STATE_H
#define SIM_HEAP_STATE_H

#include "sim/direct.h"

struct heap *heap_new(void);
/** All blocks are gone.  O(1): arenas notice by generation. */
void heap_reset(struct direct *d);
/** End of the part of a task's arena that may be touched. */
uint64_t heap_accessible_end(const struct direct *d, task_id task);
void heap_free_state(struct direct *d);

#endif
