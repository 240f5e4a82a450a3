/* SPDX-License-Identifier: MIT */
/* Lines of source files, to be shown beside a violation.  Read at most once per file. */
#ifndef CLI_SNIPPET_H
#define CLI_SNIPPET_H

#include "base/str.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

struct snippet_file {
    char *path;
    char *content; /* NULL: cannot be read */
};

struct snippets {
    VEC(struct snippet_file) files;
};

/**
 * Appends the line without the blanks around it, control characters replaced.  False, and nothing
 * appended, if there is no such line.
 */
bool snippet_line(struct snippets *snippets, const char *path, uint32_t line, struct str *out);
void snippets_release(struct snippets *snippets);

#endif
