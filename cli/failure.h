/* SPDX-License-Identifier: MIT */
/* Ends of a command that are not a verdict about the program. */
#ifndef CLI_FAILURE_H
#define CLI_FAILURE_H

#include "cli/options.h"

/** Prints the error, as JSON too if that was asked for; returns its exit status. */
int failure(const struct options *options, const struct error *err);

/** The same for wrong arguments: adds where to read on.  command may be NULL. */
int failure_of_usage(bool json, const char *command, const struct error *err);

/** Writes all of the text to standard output.  False: it could not be written; a line says so. */
bool print_text(const struct str *text);

#endif
