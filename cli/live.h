/* SPDX-License-Identifier: MIT */
/* The live line of a check: what is done, how fast, how much there is, how long it takes. */
#ifndef CLI_LIVE_H
#define CLI_LIVE_H

#include "base/str.h"
#include "checker/report.h"

/** "brute: 120 k of about 3.43 M executions, 81.0 k/s, 3.5% done, 41 s left". */
void live_describe(const struct check_progress *progress, struct str *out);

/** A check_progress_callback; the context is a struct progress_line.  False once the user wants to stop. */
bool live_show(void *line, const struct check_progress *progress);

#endif
