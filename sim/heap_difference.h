/* SPDX-License-Identifier: MIT */
/*
 * In what a layout of the heap differs from another one, the base: as canonical bytes.
 *
 * Layouts that behave the same from now on have equal bytes, and the other way round: what only messages
 * need (who allocated a block and where, what a freed block was) is not in them.  No bytes: no difference.
 *
 *     heap_difference_make(base, layout, &bytes);
 *     heap_difference_apply(copy_of_base, bytes.items, bytes.count);      the same again
 *     heap_difference_find(base, bytes.items, bytes.count, addr, &block); without making a layout
 *
 * The base may not have pages that the layout lacks: it is what the layout grew from.
 */
#ifndef SIM_HEAP_DIFFERENCE_H
#define SIM_HEAP_DIFFERENCE_H

#include "sim/heap_layout.h"

#include <stddef.h>

struct heap_bytes {
    uint64_t *items;
    size_t count, capacity;
};

/* What is at an address. */
struct heap_place {
    bool live;
    uint64_t start, bytes; /* of the block, if it is live */
};

/** Replaces *out; owned by the caller (vec_release). */
void heap_difference_make(const struct heap_layout *base, const struct heap_layout *h,
                          struct heap_bytes *out);

/** h equals the base, and becomes the layout that the difference was made of. */
void heap_difference_apply(struct heap_layout *h, const uint64_t *items, size_t count);

/** What that layout has at addr; false: no slot was given out there. */
bool heap_difference_find(const struct heap_layout *base, const uint64_t *items, size_t count,
                          uint64_t addr, struct heap_place *place);

#endif
