/* SPDX-License-Identifier: MIT */
/*
 * Errors of the user's input: one line that says what was wrong, where, and what to do.
 *
 *     bool trace_read(const char *path, struct trace **out, struct error *err);
 *     ...
 *     return error_set(err, "%s:%d: expected a number, found '%s'", path, line, token);
 *
 * The callee sets the error and returns false; the caller adds nothing but context, or passes it on.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

enum { ERROR_BYTES_MAX = 4096 };

/* Exit statuses of the heddle command (DESIGN: section 7). */
enum exit_status {
    EXIT_VERIFIED = 0,     /* no violation, search complete in the stated scope */
    EXIT_VIOLATION = 1,    /* at least one violation of severity "error" */
    EXIT_BAD_INPUT = 2,    /* usage, a file that does not compile, a broken trace ... */
    EXIT_INCONCLUSIVE = 3, /* no violation found, but a bound was hit */
    EXIT_UNSUPPORTED = 4,  /* the program uses something that heddle does not model */
};

struct error {
    enum exit_status status; /* EXIT_BAD_INPUT unless error_unsupported set it */
    char text[ERROR_BYTES_MAX];
};

/** Formats the message, sets status to EXIT_BAD_INPUT, and returns false, for `return error_set(...)`. */
bool error_set(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** As error_set, with status EXIT_UNSUPPORTED. */
bool error_unsupported(struct error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
