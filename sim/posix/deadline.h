/* SPDX-License-Identifier: MIT */
/*
 * Deadlines of timed waits.
 *
 * When a timeout happens is a choice, not a matter of the clock; once it has happened, the task's
 * own virtual time is past the deadline, so that a program which looks at the clock agrees.
 */
#ifndef SIM_POSIX_DEADLINE_H
#define SIM_POSIX_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/** May a wait name this clock?  (CLOCK_REALTIME and CLOCK_MONOTONIC may.) */
bool deadline_clock_is_valid(clockid_t clock);

/** Reads the program's deadline; is its tv_nsec within a second?  A null pointer is reported. */
bool deadline_is_valid(const struct timespec *deadline, const char *function, uint64_t pc);

/** The running task saw the deadline pass.  *deadline was valid. */
void deadline_pass(clockid_t clock, const struct timespec *deadline);

#endif
