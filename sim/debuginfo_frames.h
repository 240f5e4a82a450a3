/* SPDX-License-Identifier: MIT */
/*
 * From a suspended context inside heddle back to the program's frame that called it.
 *
 * A task that stopped at an operation is somewhere in heddle's hooks and wrappers, which are
 * compiled without frame pointers.  Heddle's own unwind tables lead from there to the program's
 * frame; from then on frame pointers do (debuginfo_local).
 */
#ifndef SIM_DEBUGINFO_FRAMES_H
#define SIM_DEBUGINFO_FRAMES_H

#include "sim/debuginfo.h"

/* Addresses of a stack, end excluded. */
struct frame_stack {
    uint64_t start, end;
};

/**
 * Where a task is that was suspended (fiber.h) at sp on this stack.  Fills pc, fp, start and end of
 * *out.  False: no frame of the program, or the tables are missing.
 */
bool debuginfo_frame_suspended(struct debuginfo *d, uint64_t sp, const struct frame_stack *stack,
                               struct debuginfo_stack *out);

/**
 * The same for a task that has called the caller of this function, on its own stack or by way of
 * fiber_call on that of the host, below host_sp.  False also if that is not so.
 */
bool debuginfo_frame_running(struct debuginfo *d, uint64_t host_sp, const struct frame_stack *stack,
                             struct debuginfo_stack *out);

#endif
