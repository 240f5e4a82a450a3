/* SPDX-License-Identifier: MIT */
/*
 * The heap in the product: FIELD_HEAP, whose values are layouts.
 *
 * A value stands for the bytes of in what the layout differs from that of the base (sim/heap_difference.h);
 * 0 is the base's.  Addresses are those of the direct machine, because the layout is its layout.
 *
 * Invariant: heap memory outside of live blocks holds zeroes, in all cells and in the base as
 * learner_base_read gives it.  So allocating changes no cell, and cells that are found later are right in
 * all states that were there before.
 *
 *     struct heap_move move = heaps_allocate(p, value, task, bytes, align);    move.value, move.address
 *     if (heaps_judge(p, value, addr, bytes) != FINDING_KINDS) that access is at fault
 */
#ifndef SIM_LEARN_HEAPS_H
#define SIM_LEARN_HEAPS_H

#include "sim/heap_difference.h"
#include "sim/learn/product.h"

/* What an allocation or a free leads to. */
struct heap_move {
    uint64_t address;  /* of the new block; 0: there is no room */
    uint32_t value;
    bool beyond_limit; /* heddle does not go there */
};

/* An allocation that was made in some state. */
struct heap_granted {
    uint64_t task, bytes, align, address;
};

struct heaps *heaps_new(struct product *p);
void heaps_free(struct heaps *heaps);

/** A task allocates: what that leads to.  The memory of the block may be touched natively from now on. */
struct heap_move heaps_allocate(struct product *p, uint32_t value, task_id task, uint64_t bytes,
                                uint64_t align);
/** A task frees the live block that starts at addr. */
uint32_t heaps_give_back(struct product *p, uint32_t value, task_id task, uint64_t addr);

/** What is at addr.  False: no slot was given out there. */
bool heaps_find(const struct product *p, uint32_t value, uint64_t addr, struct heap_place *place);

/** The kind of finding if [addr, addr + bytes) is accessed; FINDING_KINDS if that is all right. */
uint32_t heaps_judge(const struct product *p, uint32_t value, uint64_t addr, uint64_t bytes);

/** All different allocations so far: their number, and the i-th. */
uint32_t heaps_granted_count(const struct product *p);
struct heap_granted heaps_granted(const struct product *p, uint32_t i);

#endif
