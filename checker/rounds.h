/* SPDX-License-Identifier: MIT */
/*
 * Two rounds of a cycle: an observer that remembers the steps of the first one, and says how the second one
 * differs.
 *
 *     struct rounds *rounds = rounds_new(m, 28);       steps 28 ... are the first round
 *     ... the steps up to 34 ...
 *     rounds_again(rounds);                            what follows should repeat it
 *     ... 6 steps more ...
 *     const char *difference = rounds_difference(rounds);
 *     rounds_free(rounds);
 *
 * Whoever observes the machine already goes on observing, but sees nothing of the second round.
 */
#ifndef CHECKER_ROUNDS_H
#define CHECKER_ROUNDS_H

#include "sim/machine.h"

struct rounds;

/** Begins to observe; the first round begins with step number `begin` of the machine, from 0. */
struct rounds *rounds_new(struct machine *m, uint64_t begin);
/** The first round is over. */
void rounds_again(struct rounds *rounds);
/** Who was chosen to make the step that the second round should make now; TASK_NONE: it is complete. */
task_id rounds_next_task(const struct rounds *rounds, uint32_t *alternative);
/** Notes that the second round cannot go on: a task is not offered. */
void rounds_cannot(struct rounds *rounds, task_id task);
/** One line about the first difference, borrowed; NULL: the second round did what the first one did. */
const char *rounds_difference(const struct rounds *rounds);
/** Does the task enter its critical section in the first round?  TASK_NONE: does anybody? */
bool rounds_enters(const struct rounds *rounds, task_id task);
/** Does the task make a step in the first round? */
bool rounds_moves(const struct rounds *rounds, task_id task);
/** Does anybody perform an operation on the object in the first round? */
bool rounds_uses(const struct rounds *rounds, uint32_t object);
/** Has a step after the first round changed a cell, or was it something else than an access to one? */
bool rounds_changed(const struct rounds *rounds);
/** Ends observing. */
void rounds_free(struct rounds *rounds);

#endif
