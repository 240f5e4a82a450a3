/* SPDX-License-Identifier: MIT */
/* One-time initialisation, for pthread_once and call_once. */
#ifndef SIM_POSIX_ONCE_H
#define SIM_POSIX_ONCE_H

#include <stdint.h>

struct thread_data;

/** control: the program's 4-byte control. */
int once_do(void *control, void (*routine)(void), const char *function, uint64_t pc);

/**
 * The task of data ends and has no cleanup handler left that was pushed within the innermost
 * running routine: those routines count as never called.
 */
void once_abandon(struct thread_data *data, uint64_t pc);

#endif
