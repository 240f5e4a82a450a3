/* SPDX-License-Identifier: MIT */
/* Signals that the program sends to itself: the handler runs in the task that sends. */
#ifndef SIM_POSIX_SIGNALS_H
#define SIM_POSIX_SIGNALS_H

#include <stdint.h>

/** Handler, default action, or pending if the task blocks it.  Returns if the process goes on. */
void signal_raise(int number, uint64_t pc);
/** The default action.  Returns for those that are ignored. */
void signal_default(int number, uint64_t pc);

#endif
