/* SPDX-License-Identifier: MIT */
/*
 * C programs, and exactly how many states they reach without any reduction but bisimulation, as
 * docs/algorithms/states.md counts them.  An engine that stores states has to agree.
 */
#ifndef TESTS_HANDMADE_ROWS_H
#define TESTS_HANDMADE_ROWS_H

#include "tests/handmade_models.h"

struct handmade_row {
    const char *program; /* "models/peterson.c" */
    const char *flags;   /* "-DTASKS=2 -DENTRIES=1": words */
    handmade_model *model;
    int tasks, entries;
    struct handmade_count expected;
};

extern const struct handmade_row handmade_rows[];
extern const size_t handmade_rows_count;

#endif
