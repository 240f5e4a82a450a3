/* SPDX-License-Identifier: MIT */
/* For the search: what it found, each kind of thing at one place once. */
#ifndef CHECKER_STATES_WITNESSES_H
#define CHECKER_STATES_WITNESSES_H

#include "checker/states/explore.h"

/** The step of the task from that state shows the finding.  note: the execution goes on. */
void witnesses_note_finding(struct exploration *e, uint64_t from, task_id task,
                            uint32_t alternative, struct product_finding finding, bool note);

/** Nobody can do anything in e->state, which has this index. */
void witnesses_note_end(struct exploration *e, uint64_t index);

#endif
