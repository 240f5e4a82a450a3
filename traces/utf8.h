/* SPDX-License-Identifier: MIT */
/*
 * UTF-8: what a program prints, and the names in a trace, may hold any bytes; JSON and terminals
 * may not.
 */
#ifndef TRACES_UTF8_H
#define TRACES_UTF8_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes of the UTF-8 sequence at bytes, at most count of them; 0 if it is not a valid one. */
size_t utf8_sequence(const void *bytes, size_t count);

/** Bytes of the longest valid prefix; a NUL ends it. */
size_t utf8_valid(const void *bytes, size_t count);

/**
 * Appends the bytes so that they fit in one line of a terminal: control characters and what is not
 * UTF-8 become \n, \t, \x1b ...
 */
void utf8_append_printable(struct str *out, const void *bytes, size_t count);

/** Code points in valid UTF-8, which is its width in columns for most scripts. */
size_t utf8_width(const char *text, size_t bytes);

#endif
