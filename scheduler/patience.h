/* SPDX-License-Identifier: MIT */
/*
 * Patience: a task that keeps its turn has to give it up when it is about to yield (sched_yield,
 * sleep), and after 10,000 choices in a row: a spin loop that is not recognised as waiting would starve
 * the task it waits for.
 */
#ifndef SCHEDULER_PATIENCE_H
#define SCHEDULER_PATIENCE_H

#include "sim/machine.h"

enum { PATIENCE_CHOICES = 10000 };

struct patience {
    task_id running; /* picked last ... */
    uint32_t run;    /* ... so many times in a row */
};

/** Must this task, which made the last step, let another one go first? */
static inline bool patience_ends(const struct patience *p, const struct enabled *enabled)
{
    return enabled->op->kind == OP_YIELD ||
           (enabled->task == p->running && p->run >= PATIENCE_CHOICES);
}

/** This task is picked. */
static inline void patience_note(struct patience *p, task_id task)
{
    p->run = task == p->running ? p->run + 1 : 1;
    p->running = task;
}

#endif
