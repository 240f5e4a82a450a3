/* SPDX-License-Identifier: MIT */
/*
 * printf's formats, read by heddle itself, so that every text and every %n is announced before it
 * is touched, and the host's libc never sees a pointer of the program.
 *
 *     struct format_arguments arguments;
 *     va_copy(arguments.list, list);
 *     if (format_text(&out, format, &arguments, "printf", pc)) ...
 *
 * Everything but floating-point numbers is converted here; those are given to the host by value.
 */
#ifndef SIM_POSIX_FORMAT_H
#define SIM_POSIX_FORMAT_H

#include "sim/posix/sink.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    FORMAT_LEFT = 1,
    FORMAT_PLUS = 2,
    FORMAT_SPACE = 4,
    FORMAT_ALTERNATE = 8,
    FORMAT_ZERO = 16,
};

enum format_length {
    LENGTH_NONE,
    LENGTH_CHAR,  /* hh */
    LENGTH_SHORT, /* h */
    LENGTH_LONG,  /* l ll j z t q */
    LENGTH_LONG_DOUBLE,
};

enum { FORMAT_POSITIONS_MAX = 32 };

/* One conversion specification: %[position$][flags][width][.precision][length]conversion */
struct directive {
    uint8_t flags;              /* FORMAT_* */
    uint8_t length;             /* enum format_length */
    bool has_precision;
    bool width_is_argument, precision_is_argument; /* a star */
    char conversion;            /* '\0': the format ends in the middle */
    uint8_t position;           /* n of %n$, 0 = the next argument */
    uint8_t width_position, precision_position;
    int width, precision;       /* -1: larger than an int */
};

/**
 * Reads the directive behind a '%'.  Returns the position behind it, at most end.  Any text is
 * accepted; whether the conversion exists is for the caller to see.
 */
const char *directive_parse(const char *at, const char *end, struct directive *out);

enum value_kind {
    VALUE_NONE,
    VALUE_INT,
    VALUE_LONG,
    VALUE_DOUBLE,
    VALUE_LONG_DOUBLE,
    VALUE_POINTER,
};

union format_value {
    int64_t i;
    double d;
    long double ld;
    void *p;
};

/** What a directive takes from the argument list (without its stars). */
enum value_kind directive_value(const struct directive *d);

struct format_arguments {
    va_list list;
    const union format_value *positional; /* NULL unless the format has %n$ */
};

/** Integer conversions d i o u x X b and the pointer's p; value as it was passed. */
void format_integer(struct sink *out, const struct directive *d, int64_t value);

/**
 * Formats into out.  False: errno of the task is set, and printf has to return -1.  caller is the
 * name of the function for messages.
 */
bool format_text(struct sink *out, const char *format, struct format_arguments *arguments,
                 const char *caller, uint64_t pc);

#endif
