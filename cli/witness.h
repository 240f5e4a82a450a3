/* SPDX-License-Identifier: MIT */
/* A witness: the execution of a schedule, recorded as a trace. */
#ifndef CLI_WITNESS_H
#define CLI_WITNESS_H

#include "checker/endless.h"
#include "cli/subject.h"

/**
 * Runs the schedule once and records it into *trace (zeroed), findings and program included, with
 * severities as --race and --leak in options say.  engine, strategy and seed are the caller's to fill.  An
 * execution that never ends is checked to be one, and to show what is claimed (NULL: whatever it shows).
 * False: the program did not follow the schedule; err says where, and the trace shows the execution up to
 * there.
 */
bool witness_record(struct subject *subject, const struct schedule *schedule,
                    const struct endless_claim *claim, const struct check_options *options,
                    struct trace *trace, struct error *err);

/** Does the trace show an error? */
bool witness_has_error(const struct trace *trace);

#endif
