/* SPDX-License-Identifier: MIT */
/* Mutexes of the program, for the wrappers of other kinds (condition variables, C11 mtx_t). */
#ifndef SIM_POSIX_MUTEX_H
#define SIM_POSIX_MUTEX_H

#include "sim/call.h"

#include <pthread.h>
#include <time.h>

/** The mutex object at memory; function is the caller's name to print. */
struct object *mutex_at(void *memory, const char *function, uint64_t pc);

/* What pthread_mutex_* return.  attributes: objects/mutex.h. */
int mutex_do(void *memory, uint16_t verb, const char *function, uint64_t pc);
int mutex_do_init(void *memory, uint64_t attributes, const char *function, uint64_t pc);
int mutex_do_timedlock(void *memory, clockid_t clock, const struct timespec *deadline,
                       const char *function, uint64_t pc);
int mutex_do_destroy(void *memory, const char *function, uint64_t pc);

#endif
