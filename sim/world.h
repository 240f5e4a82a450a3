/* SPDX-License-Identifier: MIT */
/*
 * The world: where the program under test lives in the address space.
 *
 * Every address that a program can see is fixed, so traces recorded in one process replay in another,
 * under ASLR and without personality(2).  One contiguous reservation, so that "is it the program's?" and
 * "where is its shadow?" are one subtraction:
 *
 *     WORLD_BASE  image   the loaded .so, its .bss, then argv and environment
 *                 heap    one arena per task, HEAP_STRIDE bytes each
 *                 stacks  one slot per task, STACK_STRIDE bytes each, guard at the low end,
 *                         thread-local storage at the high end
 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "base/error.h"
#include "sim/op.h"

#include <stdint.h>

#define WORLD_BASE   UINT64_C(0x200000000000)
#define IMAGE_BYTES  (UINT64_C(4) << 30)
#define HEAP_STRIDE  (UINT64_C(2) << 30)
#define STACK_STRIDE (UINT64_C(256) << 20)
#define HEAP_BASE    (WORLD_BASE + IMAGE_BYTES)
#define STACK_BASE   (HEAP_BASE + HEAP_STRIDE * TASKS_MAX)
#define WORLD_END    (STACK_BASE + STACK_STRIDE * TASKS_MAX)
#define WORLD_BYTES  (WORLD_END - WORLD_BASE)

/*
 * Stands for what is printed to standard output where facts about memory are kept (struct promotion): if it is
 * promoted, printing is an operation.  No program is that large.
 */
#define WORLD_OUTPUT (WORLD_BASE + IMAGE_BYTES - 4)

/* What heddle knows about the program's memory, it knows per so many bytes (shadow.h). */
enum { GRANULE_BYTES = 4 };

static inline bool world_has(uint64_t addr)
{
    return addr - WORLD_BASE < WORLD_BYTES;
}

static inline bool world_in_heap(uint64_t addr)
{
    return addr - HEAP_BASE < HEAP_STRIDE * TASKS_MAX;
}

static inline bool world_in_stacks(uint64_t addr)
{
    return addr - STACK_BASE < STACK_STRIDE * TASKS_MAX;
}

static inline bool world_in_image(uint64_t addr)
{
    return addr - WORLD_BASE < IMAGE_BYTES;
}

/** Reserves the address range, once per process.  False: something else is there. */
bool world_reserve(struct error *err);

#endif
