/* SPDX-License-Identifier: MIT */
/*
 * Cancellation points.
 *
 * Deferred cancellation acts where a task waits in an object (operations with OP_CANCELLABLE) and
 * in the functions of the C library that POSIX lists: their wrappers call thread_test_cancel()
 * first, and again after they let others run (sleep).
 */
#ifndef SIM_POSIX_CANCEL_H
#define SIM_POSIX_CANCEL_H

#include "sim/call.h"

/** Ends the running task, by its cleanup handlers, if it was cancelled.  No operation. */
void thread_test_cancel(void);

/** Ends the running task as cancelled. */
_Noreturn void thread_act_on_cancel(void);

/** Passes on the result of an operation with OP_CANCELLABLE, or acts on cancellation. */
static inline uint64_t cancel_unless(uint64_t result)
{
    if (result == OBJECT_CANCELLED)
        thread_act_on_cancel();
    return result;
}

/** Waits for a signal, until cancelled: pause, select without anything to wait for. */
_Noreturn void thread_pause(uint64_t pc);

/** Runs the innermost cleanup handler's frame (pthread_cleanup_push); returns if there is none. */
void cancel_unwind(void);

#endif
