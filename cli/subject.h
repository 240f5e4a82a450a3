/* SPDX-License-Identifier: MIT */
/*
 * The subject: the program under test, built, loaded, and placed on a machine.
 *
 * What is built is described by a trace's own struct trace_program, so a subject from the command line and
 * one from a trace are the same thing.
 */
#ifndef CLI_SUBJECT_H
#define CLI_SUBJECT_H

#include "cli/options.h"
#include "sim/program.h"
#include "traces/trace.h"

struct subject {
    struct trace_program source; /* owned */
    struct program *program;
    struct machine *machine;
    char **argv;                 /* of the program; owned array of borrowed texts */
};

/** Fills *source (zeroed) from the command line: finds models, reads --stdin. */
bool subject_describe(const struct options *options, struct trace_program *source,
                      struct error *err);

/** An independent copy. */
void trace_program_copy(struct trace_program *to, const struct trace_program *from);
void trace_program_release(struct trace_program *source);

/**
 * Builds and loads the program, and makes the machine.  Takes ownership of *source and empties it.  On failure
 * nothing is left to release.  Of the machine's options, argv and stdin come from the source.
 */
bool subject_open(struct subject *subject, struct trace_program *source,
                  const struct machine_options *options, struct error *err);
/** The same for what the command line describes. */
bool subject_from_options(struct subject *subject, const struct options *options,
                          struct error *err);
void subject_close(struct subject *subject);

#endif
