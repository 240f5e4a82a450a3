/* SPDX-License-Identifier: MIT */
/*
 * The few things that the wrappers leave to the host's libc, by value, on the host's stack.
 */
#ifndef SIM_POSIX_HOST_H
#define SIM_POSIX_HOST_H

#include "sim/posix/format.h"

/** Appends a floating-point number as directive d says (width and precision resolved). */
void host_format_number(struct sink *out, const struct directive *d,
                        const union format_value *value);

enum host_number { HOST_FLOAT, HOST_DOUBLE, HOST_LONG_DOUBLE };

/**
 * Converts the number at the start of a NUL-terminated text in heddle's own memory.  Returns how
 * many bytes were used (0: none); *error is 0 or ERANGE.  A HOST_FLOAT result is in out->d.
 */
size_t host_parse_number(const char *text, enum host_number kind, union format_value *out,
                         int *error);

#endif
