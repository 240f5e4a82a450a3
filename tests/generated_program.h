/* SPDX-License-Identifier: MIT */
/* The programs of generator.h, built, and machines that run one of them. */
#ifndef TESTS_GENERATED_PROGRAM_H
#define TESTS_GENERATED_PROGRAM_H

#include "base/str.h"
#include "sim/machine.h"
#include "sim/program.h"
#include "tests/ends.h"

typedef void generated_writer(uint32_t first, uint32_t last, struct str *out);

/** The programs first to last as one; NULL if that does not compile, which is printed. */
struct program *generated_program(generated_writer *write, uint32_t first, uint32_t last);

/** pN_cells, as the loaded program has it. */
bool generated_cells(const struct program *p, uint32_t number, struct end_cells *cells);

/** Runs the program with this number.  It borrows its arguments: one machine at a time. */
struct machine *generated_machine(struct program *p, uint32_t number, enum memory_model memory);

#endif
