/* SPDX-License-Identifier: MIT */
/*
 * A condition variable.
 *
 * A wait is two operations.  CONDITION_WAIT releases the mutex (the second object) and makes the
 * task a waiter.  CONDITION_WAKE is enabled once a signal took the task from the waiters and the
 * mutex is free: it takes the mutex and returns what a lock returns.  A waiter that leaves by
 * itself (timeout, spurious wakeup, cancellation) leaves without the mutex: CONDITION_WAKE then
 * returns ETIMEDOUT, CONDITION_SPURIOUS or OBJECT_CANCELLED, and the wrapper locks the mutex by an
 * operation of its own. So a task can be no waiter any more and still wait for the mutex, as in a
 * real system.
 *
 * Which waiter a signal wakes: with view->choose_waiter any (alternatives in order of task id),
 * else the one that waits longest.
 */
#ifndef SIM_OBJECTS_CONDITION_H
#define SIM_OBJECTS_CONDITION_H

#include "sim/object.h"

enum condition_verb {
    CONDITION_INIT,
    CONDITION_WAIT,
    CONDITION_WAKE,
    CONDITION_SIGNAL,
    CONDITION_BROADCAST,
    CONDITION_DESTROY,
    CONDITION_VERBS
};

enum { CONDITION_SPURIOUS = 1000 }; /* no errno */

enum { CONDITION_LOST_MAX = 3 };

extern const struct object_ops condition_ops;

/** Adds the tasks that wait for a signal. */
void condition_waiters(const void *state, struct task_set *waiters);
/**
 * How many signals and broadcasts found nobody waiting (CONDITION_LOST_MAX: so many or more), for
 * the explanation of a lost wakeup.  *last: who made the last of them, TASK_NONE if there was none.
 */
uint32_t condition_lost(const void *state, task_id *last);
/** Has a signal or broadcast ever woken a task? */
bool condition_has_woken(const void *state);

#endif
