/* SPDX-License-Identifier: MIT */
/*
 * Leaving a task, and whom to give its turn: what bounded strategies and searches agree on.
 *
 * A task keeps its turn until it cannot go on.  Then, and whenever it is left, the next enabled one
 * in order of id has its turn, after the last the first.
 */
#ifndef SCHEDULER_ROTATION_H
#define SCHEDULER_ROTATION_H

#include "sim/machine.h"

/** Index in choice->enabled of the first task after choice->previous in order of id. */
static inline uint32_t rotation_after(const struct choice *choice)
{
    for (uint32_t i = 0; i < choice->count; i++)
        if (choice->previous != TASK_NONE && choice->enabled[i].task > choice->previous)
            return i;
    return 0;
}

/** Of the task that has its turn without anybody being left. */
static inline uint32_t rotation_default(const struct choice *choice)
{
    uint32_t after = rotation_after(choice);
    if (!choice->previous_enabled)
        return after;
    return after > 0 ? after - 1 : choice->count - 1;
}

#endif
