/* SPDX-License-Identifier: MIT */
/*
 * The commands of heddle: one file per command, one line each in the table of commands.c.
 *
 * A command prints its result on standard output, errors as one line on standard error, and returns the
 * exit status (enum exit_status).
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/options.h"

struct command {
    const char *name;
    unsigned bit;            /* enum command_bit */
    const char *summary;     /* one phrase, no full stop */
    const char *synopsis;    /* lines without "heddle NAME" */
    const char *description; /* paragraphs; help wraps them */
    const char *examples;    /* lines as they are */
    int (*run)(const struct options *options);
};

extern const struct command command_table[]; /* ends with a NULL name */

const struct command *command_find(const char *name);

int command_check(const struct options *options);
int command_run_once(const struct options *options);
int command_replay(const struct options *options);
int command_matrix(const struct options *options);
int command_automaton(const struct options *options);
int command_list(const struct options *options);
int command_explain(const struct options *options);
int command_version(const struct options *options);

/** Appends the help text of heddle itself, or of one command. */
void help_write_overview(struct str *out);
void help_write_command(const struct command *command, struct str *out);
/** docs/options.md. */
void help_write_options_markdown(struct str *out);

#endif
