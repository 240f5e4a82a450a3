/* SPDX-License-Identifier: MIT */
/*
 * The layout of a heap: which blocks there are, and which address the next one gets.
 *
 * Pure data, without a pointer into the program's memory and without touching it, so that a layout can be
 * copied, compared and written down (heap_difference.h).  The direct machine adds the memory (heap.c), the
 * product makes it a part of its states (sim/learn/heaps.c).
 *
 * A task's arena is cut into pages; a page holds slots of one size, or is part of the span of one large
 * block.  A slot is: red zone, the block, red zone.  A freed slot goes, last in first out, to the free list
 * of the task that freed it.
 *
 *     struct heap_grant g = heap_layout_allocate(h, task, bytes, 0, pc);
 *     if (g.slot != HEAP_NO_SLOT) use(heap_layout_slot(h, g.slot)->block.start);
 *     heap_layout_give_back(h, heap_layout_find(h, addr), task, pc);
 *
 * Invariants: the slots of a page below `used` have been given out; a slot that is not live is in exactly one
 * free list, that of the task that freed it.  An arena whose generation is not the layout's is empty.
 */
#ifndef SIM_HEAP_LAYOUT_H
#define SIM_HEAP_LAYOUT_H

#include "base/vec.h"
#include "sim/op.h"

#include <stdint.h>

enum {
    HEAP_PAGE_BYTES = 16 * 1024,
    HEAP_RED_ZONE_BYTES = 16,
    HEAP_SMALL_MAX = 512,   /* slot sizes: multiples of 16 up to here */
    HEAP_MIDDLE_MAX = 8192, /* then powers of two up to here, then whole pages */
    HEAP_LARGE = HEAP_SMALL_MAX / 16 + 4, /* the size class of these */
    HEAP_CLASSES = HEAP_LARGE + 1,
    HEAP_TOTAL_MIB_MAX = 1024, /* in one execution: its shadow is several times as large */
};

#define HEAP_NO_SLOT UINT32_MAX

struct heap_block {
    uint64_t start, bytes;          /* as the program asked for */
    bool live;
    task_id allocated_by, freed_by; /* freed_by is valid if !live */
    uint64_t allocated_pc, freed_pc;
};

struct heap_slot {
    struct heap_block block;
    uint64_t origin, bytes; /* address of its first red zone, size of all of it */
    uint32_t class;
    uint32_t next_free;     /* in its free list; HEAP_NO_SLOT at the end */
};

struct heap_page {
    uint32_t slot;       /* the first one; all pages of a large block's span have the same */
    uint32_t slot_bytes; /* 0: large */
    uint32_t used, capacity;
};

struct heap_arena {
    uint32_t generation;
    VEC(struct heap_page) pages;
    uint32_t open[HEAP_CLASSES]; /* the last page of the class, + 1; 0 = none */
    uint32_t free[HEAP_CLASSES]; /* slots; HEAP_NO_SLOT = none */
};

struct heap_layout {
    uint32_t generation;
    uint32_t arena_limit; /* arenas [0, this) may be in use */
    uint32_t arenas_touched; /* [0, this) ever were: memory of the others is not even mapped */
    uint64_t pages;       /* of all arenas */
    uint64_t live;        /* blocks */
    VEC(struct heap_slot) slots;
    struct heap_arena arenas[TASKS_MAX];
};

/* What came of an allocation. */
struct heap_grant {
    uint32_t slot;     /* HEAP_NO_SLOT: there is no room */
    bool reused;       /* the slot was another block's before */
    bool beyond_limit; /* there might be room, but heddle does not go there */
};

struct heap_layout *heap_layout_new(void);
void heap_layout_free(struct heap_layout *h);
/** No block is left.  O(1). */
void heap_layout_reset(struct heap_layout *h);
/** Makes *to equal to *from, sites and all. */
void heap_layout_copy(struct heap_layout *to, const struct heap_layout *from);

/** A block for the task, aligned to align (a power of two, 0 = 16). */
struct heap_grant heap_layout_allocate(struct heap_layout *h, task_id task, uint64_t bytes,
                                       uint64_t align, uint64_t pc);

/** The task frees the live block of a slot. */
void heap_layout_give_back(struct heap_layout *h, uint32_t slot, task_id task, uint64_t pc);

/** The slot (its block live or freed) that covers addr, red zones included; HEAP_NO_SLOT if none. */
uint32_t heap_layout_find(const struct heap_layout *h, uint64_t addr);

/** Calls visit for every slot that was given out, in order of address. */
void heap_layout_each(const struct heap_layout *h,
                      void (*visit)(void *context, const struct heap_slot *slot), void *context);

/** The arena of a task, emptied if it is left from before a reset. */
struct heap_arena *heap_layout_arena(struct heap_layout *h, task_id task);

/** The size class of slots of so many bytes. */
uint32_t heap_layout_class(uint64_t slot_bytes);

/** Gives out the next place of an arena.  bytes: of the whole slot; only large ones may choose. */
struct heap_grant heap_layout_add_slot(struct heap_layout *h, task_id task, uint32_t class,
                                       uint64_t bytes);

#endif
