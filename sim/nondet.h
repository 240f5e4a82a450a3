/* SPDX-License-Identifier: MIT */
/* The values that stand for unknown ones: "-1..2" is -1, 0, 1 and 2. */
#ifndef SIM_NONDET_H
#define SIM_NONDET_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* Each of them is an alternative of a choice. */
enum { NONDET_VALUES_MAX = 4096 };

struct nondet {
    int64_t low, high; /* low <= high < low + NONDET_VALUES_MAX */
};

/** Reads "LOW..HIGH".  False: it is none, or has too many values; *range is as it was. */
bool nondet_parse(const char *text, struct nondet *range);
/** Appends it in that form. */
void nondet_write(const struct nondet *range, struct str *out);

/**
 * The part of it that a type from min to max has.  Where that is empty, the value of the type that is nearest
 * to the range.  min <= 0 <= max.
 */
struct nondet nondet_clip(const struct nondet *range, int64_t min, int64_t max);

#endif
