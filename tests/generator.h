/* SPDX-License-Identifier: MIT */
/*
 * Small random programs, in C, for comparing engines with each other.
 *
 *     struct str text = {0};
 *     generator_write(1, 50, &text);      // the programs 1 to 50, in one source
 *     ... program_build, machine with argv {"generated", "17"} ...
 *
 * A program has two or three tasks that work on a few cells of all kinds (atomic, volatile, plain, narrow, in a
 * struct, in an array) and on a few objects; few enough operations that all interleavings can be
 * executed.  Many deadlock, race, or fail an assertion.  The same number gives the same program,
 * for ever.
 *
 * Number N exports `const struct { const volatile void *addr; unsigned long bytes; } pN_cells[]`, which
 * ends with a NULL: all memory that its tasks share.
 */
#ifndef TESTS_GENERATOR_H
#define TESTS_GENERATOR_H

#include "base/str.h"

#include <stdint.h>

/** Appends a source with the programs first to last; argv[1] is the number of the one to run. */
void generator_write(uint32_t first, uint32_t last, struct str *out);

/** The same for programs whose tasks allocate, free and hand over blocks. */
void generator_write_heap(uint32_t first, uint32_t last, struct str *out);

#endif
