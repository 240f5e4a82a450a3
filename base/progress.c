/* SPDX-License-Identifier: MIT */
#include "base/progress.h"

#include "base/str.h"
#include "base/terminal.h"

#include <string.h>
#include <unistd.h>

/* To the first column, and erase to the end of the line. */
static const char line_start[] = "\r\033[K";

static void write_all(int fd, const char *text, size_t bytes)
{
    ssize_t written = write(fd, text, bytes);
    (void)written; /* a progress line that cannot be shown is no error */
}

struct progress_line progress_line_on(int fd, bool wanted)
{
    return (struct progress_line){.fd = wanted && isatty(fd) ? fd : -1};
}

void progress_line_show(struct progress_line *line, const char *format, ...)
{
    if (line->fd < 0)
        return;
    struct str text = {0};
    va_list arguments;
    va_start(arguments, format);
    str_vprintf(&text, format, arguments);
    va_end(arguments);
    progress_line_show_text(line, str_text(&text));
    str_release(&text);
}

void progress_line_show_text(struct progress_line *line, const char *text)
{
    if (line->fd < 0)
        return;
    size_t bytes = strlen(text), bytes_max = terminal_columns(line->fd) - 1;
    write_all(line->fd, line_start, strlen(line_start));
    write_all(line->fd, text, bytes < bytes_max ? bytes : bytes_max);
    line->shown = true;
}

void progress_line_clear(struct progress_line *line)
{
    if (line->shown)
        write_all(line->fd, line_start, strlen(line_start));
    line->shown = false;
}
