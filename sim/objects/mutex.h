/* SPDX-License-Identifier: MIT */
/*
 * A mutex: normal, recursive, error-checking, each also robust.
 *
 * Results are what pthread_mutex_* returns in glibc: 0, EBUSY, EDEADLK, EPERM, EOWNERDEAD ...
 * Locking a normal mutex that the task itself holds waits for ever.  Which of several waiting tasks
 * gets a mutex is the choice of which task makes the next step.
 *
 * MUTEX_INIT     arg: attributes (MUTEX_KIND_MASK | MUTEX_ROBUST)
 * MUTEX_ENDED    performed by a task that ends while it holds the mutex
 *
 * object_create: arguments[1] = attributes of a static initialiser.
 */
#ifndef SIM_OBJECTS_MUTEX_H
#define SIM_OBJECTS_MUTEX_H

#include "sim/object.h"

enum mutex_verb {
    MUTEX_INIT,
    MUTEX_LOCK,
    MUTEX_TRYLOCK,
    MUTEX_UNLOCK,
    MUTEX_CONSISTENT,
    MUTEX_DESTROY,
    MUTEX_ENDED,
    MUTEX_VERBS
};

/* Attributes; the kinds are PTHREAD_MUTEX_* of pthread.h. */
enum {
    MUTEX_NORMAL = 0,
    MUTEX_RECURSIVE = 1,
    MUTEX_ERRORCHECK = 2,
    MUTEX_ADAPTIVE = 3,
    MUTEX_KIND_MASK = 3,
    MUTEX_ROBUST = 16, /* the bit that glibc sets in __kind */
};

/* The owner as glibc would write it into __data.__owner; what gettid() returns. */
enum { THREAD_ID_BASE = 1000 };

extern const struct object_ops mutex_ops;

/*
 * For condition variables, which release and take a mutex as part of their own operations.  The
 * states are those of the mutex's object.
 */
bool mutex_held_by(const void *state, task_id task);
/** Would MUTEX_LOCK by task be enabled? */
bool mutex_lock_enabled(const void *state, task_id task);
/** MUTEX_LOCK, when it is enabled. */
void mutex_lock(void *state, task_id task, struct object_outcome *outcome);
/** MUTEX_UNLOCK. */
void mutex_unlock(void *state, task_id task, struct object_outcome *outcome);
/** Adds the task that a lock by `task` waits for, if there is one that can still unlock. */
void mutex_blockers(const void *state, struct task_set *blockers);

#endif
