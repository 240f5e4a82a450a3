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

enum { FRAME_REGISTERS = 32 };

/* A context: DWARF's register numbers. */
struct frame_registers {
    uint64_t pc, sp;
    uint64_t at[FRAME_REGISTERS];
};

/** The context that fiber_switch left at sp. */
void frame_registers_of_fiber(struct frame_registers *r, uint64_t sp);
/** The caller's own context. */
void frame_registers_here(struct frame_registers *r);

/**
 * Unwinds heddle's frames until pc is in the program's text; fills pc, fp and start of *out. False:
 * the context has no such frame, or the tables are missing.
 */
bool debuginfo_program_frame(struct debuginfo *d, struct frame_registers *r,
                             struct debuginfo_stack *out);

#endif
