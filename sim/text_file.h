/* SPDX-License-Identifier: MIT */
/* Whole files, in and out. */
#ifndef SIM_TEXT_FILE_H
#define SIM_TEXT_FILE_H

#include "base/error.h"
#include "base/str.h"

#include <stdbool.h>

/** Appends the content of a file.  Errors name the path. */
bool text_file_read(const char *path, struct str *out, struct error *err);

/** Creates or replaces a file. */
bool text_file_write(const char *path, const void *bytes, size_t count, struct error *err);

#endif
