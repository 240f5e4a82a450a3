/* SPDX-License-Identifier: MIT */
/* The verdict as text for people. */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include "checker/verdict.h"
#include "cli/options.h"
#include "traces/trace.h"

/** One line: the verdict, of what, how far, how long. */
void report_headline(const struct verdict *verdict, const char *program, struct style style,
                     struct str *out);

/** Message and sites of a violation, with the source lines. */
void report_violation(const struct violation *violation, struct style style, struct str *out);

/** A finding of a trace in the same form. */
void report_trace_finding(const struct trace *trace, const struct trace_finding *finding,
                          struct style style, struct str *out);

/** The sentences that say how far the verdict goes. */
void report_scope(const struct verdict *verdict, struct style style, struct str *out);

/**
 * The command that repeats the violation: "heddle replay --schedule 'S1...' bank.c", with the options given
 * that matter to it.
 */
void report_replay_command(const struct options *options, const struct violation *violation,
                           struct str *out);

/** "heddle check --trace t.json" with everything that was given: for schedules that are too long. */
void report_trace_command(const struct options *options, struct str *out);

/** "heddle replay bug.json", for the file that --trace names. */
void report_replay_of_file(const struct options *options, struct str *out);

/** Appends every combination of final values, with a schedule that shows it. */
void report_outcomes(const struct verdict *verdict, struct str *out);

#endif
