/* SPDX-License-Identifier: MIT */
/*
 * Whether to colour, and the few styles there are.
 *
 *     struct style style = style_for(STDOUT_FILENO, COLOUR_AUTO);
 *     printf("%sviolation%s", style.bad, style.plain);      // empty strings when not coloured
 */
#ifndef BASE_TERMINAL_H
#define BASE_TERMINAL_H

#include <stdbool.h>

enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/* Escape sequences to be printed around text; all empty when colour is off. */
struct style {
    const char *bold, *dim, *bad, *good, *warn, *plain;
};

/** AUTO: only on a terminal that is not "dumb", and not if NO_COLOR is set (no-color.org). */
bool terminal_colours(int fd, enum colour colour);
struct style style_for(int fd, enum colour colour);

/** Columns of the terminal, or 0 if fd is none. */
unsigned terminal_columns(int fd);

#endif
