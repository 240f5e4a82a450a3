/* SPDX-License-Identifier: MIT */
/*
 * scanf's formats, read by heddle itself: each destination is announced when it is assigned, with
 * exactly the bytes that are written.
 */
#ifndef SIM_POSIX_SCAN_H
#define SIM_POSIX_SCAN_H

#include "sim/posix/cursor.h"
#include "sim/posix/stream.h"

#include <stdarg.h>

/* Where characters come from: a stream, or a text of the program. */
struct scan_input {
    struct stream *stream; /* NULL: text */
    struct cursor text;
    size_t taken;
};

/** Returns what scanf returns: the number of assignments, or EOF. */
int scan_text(struct scan_input *input, const char *format, va_list list, const char *caller,
              uint64_t pc);

#endif
