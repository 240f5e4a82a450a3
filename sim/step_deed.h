/* SPDX-License-Identifier: MIT */
/*
 * Writing down the deeds of the steps of the direct machine (deed.h), while somebody wants them.
 *
 * Who performs something that others may depend on tells it here; what is only found in the automata
 * of a program, sim/learn/deeds.h writes down for the learned machine.
 */
#ifndef SIM_STEP_DEED_H
#define SIM_STEP_DEED_H

#include "sim/deed.h"
#include "sim/direct.h"

struct object_outcome;
struct object_view;

/* What struct direct knows of it. */
struct step_deed {
    struct deed deed; /* of the step being made, or of the last one */
    struct deed_set set;
};

/** The direct machine's keep_deeds. */
void step_deed_keep(struct machine *direct, bool wanted);
void step_deed_free(struct direct *d);

/** A step begins. */
void step_deed_begin(struct direct *d);
/** t's pending operation is about to be performed: what that depends on. */
void step_deed_before(struct direct *d, const struct direct_task *t);
/** t's pending operation, which is no object's, was performed. */
void step_deed_after(struct direct *d, const struct direct_task *t, uint64_t result);
/** t's operation on an object was performed. */
void step_deed_object(struct direct *d, const struct direct_task *t, const struct op *op,
                      const struct object_view *view, const struct object_outcome *outcome);

/* Within a step. */

void step_deed_spawn(struct direct *d, const struct direct_task *parent, task_id child);
/** The slot of a task is free again. */
void step_deed_retire(struct direct *d);
/** A block of the heap came to be, or is gone. */
void step_deed_block(struct direct *d, uint64_t start, uint64_t bytes);
/** State that the C library keeps for all tasks is looked at or changed. */
void step_deed_library(struct direct *d);

/* struct machine_deeds */
extern const struct machine_deeds direct_deeds;

#endif
