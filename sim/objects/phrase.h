/* SPDX-License-Identifier: MIT */
/*
 * Phrases that the specifications share: names of tasks within `describe`.
 *
 * A state knows tasks by id only; "main" is 0 and every other task is "T" and its id.
 */
#ifndef SIM_OBJECTS_PHRASE_H
#define SIM_OBJECTS_PHRASE_H

#include "base/str.h"
#include "sim/task_set.h"

void phrase_task(struct str *out, task_id task);
/** "T1", "main and T2", "main, T1 and T2"; nothing for an empty set. */
void phrase_tasks(struct str *out, const struct task_set *set);

#endif
