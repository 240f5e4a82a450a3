/* SPDX-License-Identifier: MIT */
/*
 * A barrier.
 *
 * A wait is two operations.  BARRIER_ARRIVE makes the task one of the waiting; the last arriver
 * gets BARRIER_LAST and goes on, everybody else needs BARRIER_LEAVE, enabled once the last has
 * arrived.  The barrier is reusable at once: a task that is still to leave one round does not count
 * in the next.
 *
 * BARRIER_INIT    arg: the number of parties, > 0
 */
#ifndef SIM_OBJECTS_BARRIER_H
#define SIM_OBJECTS_BARRIER_H

#include "sim/object.h"

enum barrier_verb { BARRIER_INIT, BARRIER_ARRIVE, BARRIER_LEAVE, BARRIER_DESTROY, BARRIER_VERBS };

enum { BARRIER_LAST = 1 };

extern const struct object_ops barrier_ops;

/** Parties that the barrier needs, and tasks that wait in the current round. */
void barrier_parties(const void *state, uint32_t *needed, struct task_set *waiting);

#endif
