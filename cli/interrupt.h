/* SPDX-License-Identifier: MIT */
/*
 * While a program runs.  Ctrl-C: the first one asks the search to stop and say what it has, the second one
 * kills.  A task that computes for long: the progress line says so.
 */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include "base/progress.h"
#include "sim/machine.h"

#include <stdbool.h>

void interrupt_watch(void);
bool interrupt_seen(void);

/** A machine_watch that ends executions when interrupt_seen; line is for what it has to tell. */
struct machine_watch interrupt_machine_watch(struct progress_line *line);

#endif
