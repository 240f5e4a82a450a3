/* SPDX-License-Identifier: MIT */
/* Writing random programs, in C: lines, and the frame of a source that holds many of them. */
#ifndef TESTS_SOURCE_H
#define TESTS_SOURCE_H

#include "base/prng.h"
#include "base/str.h"

#include <stdbool.h>

struct source {
    struct str *out;
    struct prng prng; /* seeded with the number */
    uint32_t number;  /* of the program: its names begin with pN_ */
    int depth;        /* of blocks; -1 outside of functions */
};

/** A line of the program: "$" stands for its prefix. */
void source_line(struct source *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

unsigned source_below(struct source *s, unsigned bound);

/**
 * Appends the programs first to last, of which write_program writes one each, with its pN_main; argv[1]
 * is the number of the one to run.
 */
void source_write(uint32_t first, uint32_t last, void (*write_program)(struct source source),
                  struct str *out);

#endif
