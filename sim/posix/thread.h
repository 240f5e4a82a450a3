/* SPDX-License-Identifier: MIT */
/*
 * Threads of the program, for pthread_*, C11's thrd_*, and whatever else has to know who is
 * running.
 */
#ifndef SIM_POSIX_THREAD_H
#define SIM_POSIX_THREAD_H

#include "sim/call.h"
#include "sim/spawn.h"

#include <pthread.h>

/* pthread_self of main; other threads: this plus the id of their object. */
#define THREAD_HANDLE_BASE UINT64_C(0x5ed00000000)

/** What pthread_create returns; *thread is written before the task starts. */
int thread_do_create(pthread_t *thread, uint64_t entry, uint64_t argument,
                     const struct spawn_options *options, const char *function, uint64_t pc);

/** The object behind a handle; reports one that no thread ever had. */
struct object *thread_of_handle(pthread_t handle, const char *function, uint64_t pc);

/** The object of the running task. */
struct object *thread_object(uint64_t pc);
pthread_t thread_handle(void);

/** What pthread_join returns; value NULL: not wanted.  Acts on cancellation. */
int thread_do_join(pthread_t handle, uint64_t *value, uint16_t verb, uint8_t flags,
                   const char *function, uint64_t pc);
int thread_do_detach(pthread_t handle, const char *function, uint64_t pc);

/** pthread_exit: cleanup handlers, key destructors, end. */
_Noreturn void thread_do_exit(uint64_t value, uint64_t pc);

/** The next cleanup handler, or the end. */
_Noreturn void thread_continue_exit(void);

/** What gettid() returns for a task. */
int thread_system_id(task_id task);

#endif
