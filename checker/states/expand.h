/* SPDX-License-Identifier: MIT */
/* For the search: all that can follow a state. */
#ifndef CHECKER_STATES_EXPAND_H
#define CHECKER_STATES_EXPAND_H

#include "checker/states/explore.h"

/** Makes every step, or those of a persistent set, of the state with this index. */
void expand_state(struct exploration *e, uint64_t index);

/** Keeps what a step of the task from that state came to: e->state, or a finding. */
void expand_settle(struct exploration *e, enum step_status status, uint64_t from, task_id task,
                   uint32_t alternative);

/** With sleep sets: states that were looked at too early make the steps that they left out. */
void expand_awakened(struct exploration *e);

#endif
