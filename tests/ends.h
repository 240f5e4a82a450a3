/* SPDX-License-Identifier: MIT */
/*
 * All ways in which a program's executions end, found in two ways that share little: by executing every
 * interleaving (brute), and by exploring the product of learned automata (states).
 *
 * An end is a line of text: which tasks have not ended, and what each waits for, then the bytes of all
 * cells.
 */
#ifndef TESTS_ENDS_H
#define TESTS_ENDS_H

#include "base/vec.h"
#include "sim/machine.h"

#include <stdbool.h>

struct ends {
    VEC(char *) texts; /* different ones, sorted */
    uint32_t kinds;    /* of the errors, as bits (enum finding_kind) */
    bool complete;
    uint64_t states;   /* states: how many there are */
    char *refused;     /* states: why it cannot be learned; NULL otherwise */
};

/* A piece of the program's memory that belongs to an end. */
struct end_cell {
    uint64_t addr, bytes;
};

struct end_cells {
    VEC(struct end_cell) items;
};

/** Every interleaving, at most so many executions. */
void ends_of_executions(struct machine *m, const struct end_cells *cells, uint64_t executions_max,
                        struct ends *ends);

/** Every state; what the machine knows of promoted cells must be complete. */
void ends_of_states(struct machine *m, const struct end_cells *cells, struct ends *ends);

bool ends_are_equal(const struct ends *a, const struct ends *b);
/** Says what only one of them has. */
void ends_print_difference(const struct ends *a, const char *a_name, const struct ends *b,
                           const char *b_name);
void ends_release(struct ends *ends);

#endif
