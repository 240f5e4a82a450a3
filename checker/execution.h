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

/** Makes a step and records the pick in m->schedule, as machine_run does. */
static inline void execution_step(struct machine *m, const struct choice *choice,
                                  const struct enabled *picked, uint32_t alternative)
{
    task_id task = picked->task;
    if (choice->count > 1)
        vec_push(&m->schedule.picks, task);
    if (picked->alternatives > 1)
        vec_push(&m->schedule.picks, alternative);
    machine_step(m, task, alternative);
}

/** Judges the end of the execution that m made, however it was made. */
void execution_judge(struct machine *m);

#endif
