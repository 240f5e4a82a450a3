/* SPDX-License-Identifier: MIT */
/* Text to integers, as strtol does it. */
#ifndef SIM_POSIX_NUMBERS_H
#define SIM_POSIX_NUMBERS_H

#include "sim/posix/cursor.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct integer {
    uint64_t value; /* two's complement if negative; clamped if out of range */
    size_t used;    /* bytes; 0 = no number */
    bool out_of_range;
};

/** base 0 or 2 .. 36.  is_signed clamps to int64_t, otherwise to uint64_t. */
struct integer integer_parse(struct cursor *text, int base, bool is_signed);

/** The same for a NUL-terminated text in heddle's own memory; returns the value. */
uint64_t number_integer(const char *text, int base, bool is_signed, size_t *used);

#endif
