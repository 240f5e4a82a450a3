/* SPDX-License-Identifier: MIT */
/* One execution: the loop that asks a strategy and steps a machine. */
#ifndef CHECKER_EXECUTION_H
#define CHECKER_EXECUTION_H

#include "scheduler/scheduler.h"
#include "sim/machine.h"

/**
 * Resets the machine and runs it to its end, recording the picks in m->schedule.  The caller has
 * already called new_execution; end_execution is called here.  Then the end is judged: stuck tasks,
 * missing joins and leaks are added to m->findings (properties/).
 */
enum machine_end execution_run(struct machine *m, struct scheduler scheduler);

#endif
