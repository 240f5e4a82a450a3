/* SPDX-License-Identifier: MIT */
/*
 * A progress line: one line on a terminal that is written over again and again.
 *
 *     struct progress_line line = progress_line_on(STDERR_FILENO, wanted);
 *     progress_line_show(&line, "%llu executions", n);   // as often as you like
 *     progress_line_clear(&line);                          // before anything else is printed
 *
 * Does nothing unless the file is a terminal.
 */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdbool.h>

struct progress_line {
    int fd; /* -1: off */
    bool shown;
};

struct progress_line progress_line_on(int fd, bool wanted);
/** Shows the text, cut to the width of the terminal. */
void progress_line_show(struct progress_line *line, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/** The same for a text as it is; async-signal-safe. */
void progress_line_show_text(struct progress_line *line, const char *text);
void progress_line_clear(struct progress_line *line);

#endif
