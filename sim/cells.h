/* SPDX-License-Identifier: MIT */
/*
 * Announcing accesses to the program's memory.
 *
 * Everything that reads or writes the program's memory on behalf of a task goes through here *before*
 * the native access happens: the compiler's hooks and the wrappers of library routines.  Each call
 * checks that the memory is valid (heap blocks, red zones, null), feeds the race detector, notes what must be
 * put back at reset, and is a scheduling point if a cell in the range is promoted.
 *
 *     size_t n = cells_read_text(s, pc);      // strlen(s), with everything checked
 *     cells_write(to, n + 1, pc);
 *     memcpy(to, s, n + 1);
 */
#ifndef SIM_CELLS_H
#define SIM_CELLS_H

#include "sim/op.h"

#include <stddef.h>

/** The running task is about to read bytes bytes at addr by library code called from pc. */
void cells_read(const void *addr, size_t bytes, uint64_t pc);
/** The same for a write. */
void cells_write(void *addr, size_t bytes, uint64_t pc);
/** Reads up to and including the NUL; returns the length without it. */
size_t cells_read_text(const char *text, uint64_t pc);
/** The same, but at most limit bytes (strnlen). */
size_t cells_read_text_limited(const char *text, size_t limit, uint64_t pc);

/**
 * heddle itself changes the program's memory (a tag, a mirrored field): to be put back at reset, but no
 * access by the program.  Call before the write.
 */
void cells_poke(void *addr, size_t bytes);

#endif
