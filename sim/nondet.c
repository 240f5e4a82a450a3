/* SPDX-License-Identifier: MIT */
#include "sim/nondet.h"

#include "base/check.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A number at *text, which then points behind it. */
static bool read_number(const char **text, int64_t *number)
{
    char *end;
    const char *digits = *text + (**text == '-');
    errno = 0;
    long long value = strtoll(*text, &end, 10);
    if (!isdigit((unsigned char)*digits) || errno != 0)
        return false;
    *number = value;
    *text = end;
    return true;
}

bool nondet_parse(const char *text, struct nondet *range)
{
    struct nondet read;
    if (!read_number(&text, &read.low) || strncmp(text, "..", 2) != 0)
        return false;
    text += 2;
    if (!read_number(&text, &read.high) || *text != '\0' || read.low > read.high ||
        (uint64_t)read.high - (uint64_t)read.low >= NONDET_VALUES_MAX)
        return false;
    *range = read;
    return true;
}

void nondet_write(const struct nondet *range, struct str *out)
{
    str_printf(out, "%" PRId64 "..%" PRId64, range->low, range->high);
}

static int64_t clip(int64_t value, int64_t min, int64_t max)
{
    return value < min ? min : value > max ? max : value;
}

struct nondet nondet_clip(const struct nondet *range, int64_t min, int64_t max)
{
    ASSERT(min <= 0 && max >= 0);
    return (struct nondet){clip(range->low, min, max), clip(range->high, min, max)};
}
