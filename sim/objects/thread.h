/* SPDX-License-Identifier: MIT */
/*
 * A thread, as other tasks see it: created, ended, joined or detached, cancelled.
 *
 * Not in the program's memory.  object_create: arguments[0] = the task, arguments[1] = detached.
 *
 * THREAD_CREATE       performed by the creator; always enabled
 * THREAD_FINISH       by the task itself, its last operation.  arg: the value that a join gets
 * THREAD_JOIN         waits for the end; 0, EDEADLK (itself), EINVAL, ESRCH, ETIMEDOUT
 * THREAD_TRYJOIN      the same without waiting: EBUSY
 * THREAD_DETACH
 * THREAD_CANCEL       asks it to end at its next cancellation point
 * THREAD_TEST_CANCEL  by the task itself: 0 or OBJECT_CANCELLED
 * THREAD_SET_CANCEL   by the task itself.  arg: THREAD_CANCEL_* flags; returns the old ones
 * THREAD_EXIT         by the task itself: it begins to end (no cancellation any more).  arg: value
 * THREAD_PAUSE        by the task itself: waits for a signal, which nobody sends; OBJECT_CANCELLED
 */
#ifndef SIM_OBJECTS_THREAD_H
#define SIM_OBJECTS_THREAD_H

#include "sim/object.h"

enum thread_verb {
    THREAD_CREATE,
    THREAD_FINISH,
    THREAD_JOIN,
    THREAD_TRYJOIN,
    THREAD_DETACH,
    THREAD_CANCEL,
    THREAD_TEST_CANCEL,
    THREAD_SET_CANCEL,
    THREAD_EXIT,
    THREAD_PAUSE,
    THREAD_VERBS
};

enum { THREAD_CANCEL_DISABLED = 1, THREAD_CANCEL_ASYNCHRONOUS = 2 };

enum { THREAD_TASK_ARGUMENT, THREAD_DETACHED_ARGUMENT, THREAD_ARGUMENTS };

extern const struct object_ops thread_ops;

task_id thread_task(const void *state);
/** The value that it ends with: of THREAD_EXIT, then of THREAD_FINISH. */
uint64_t thread_value(const void *state);
bool thread_is_finished(const void *state);
/** Ended, and joined or detached: nobody may ask about it any more. */
bool thread_is_gone(const void *state);
/** Was asked to end and would do so at a cancellation point. */
bool thread_is_cancelled(const void *state);
/** The same with PTHREAD_CANCEL_ASYNCHRONOUS: it would do so anywhere. */
bool thread_is_cancelled_anywhere(const void *state);
/** THREAD_CANCEL_* in force. */
uint32_t thread_cancel_flags(const void *state);

#endif
