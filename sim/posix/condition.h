/* SPDX-License-Identifier: MIT */
/*
 * Condition variables of the program, for pthread_cond_* and C11's cnd_*: what the former return.
 */
#ifndef SIM_POSIX_CONDITION_H
#define SIM_POSIX_CONDITION_H

#include "sim/call.h"

#include <time.h>

int condition_do_init(void *memory, clockid_t clock, const char *function, uint64_t pc);
int condition_do_destroy(void *memory, const char *function, uint64_t pc);
/** verb: CONDITION_SIGNAL or CONDITION_BROADCAST. */
int condition_do_notify(void *memory, uint16_t verb, const char *function, uint64_t pc);
int condition_do_wait(void *memory, void *mutex, const char *function, uint64_t pc);
/** clock NULL: the one that the condition variable was initialised with. */
int condition_do_timedwait(void *memory, void *mutex, const clockid_t *clock,
                           const struct timespec *deadline, const char *function, uint64_t pc);

#endif
