/* SPDX-License-Identifier: MIT */
/*
 * What the wrappers remember of each thread besides its object: cleanup handlers, values of keys,
 * scheduling parameters.  Made when first needed, gone when the task ends.
 */
#ifndef SIM_POSIX_THREAD_DATA_H
#define SIM_POSIX_THREAD_DATA_H

#include "sim/call.h"

struct object;

/* A pthread_once or call_once whose routine this task is running; in the wrapper's frame. */
struct once_run {
    struct object *object;
    void *cleanup;          /* innermost handler when the routine began */
    struct once_run *outer; /* NULL = none */
};

struct key_value {
    uint64_t value;
    uint32_t generation; /* of the key that the value was set for */
};

struct thread_data {
    void *cleanup;           /* innermost frame of pthread_cleanup_push, in the program's stack */
    struct once_run *once;   /* innermost */
    struct key_value *values; /* by key, [0, value_count) */
    uint32_t value_count;
    int policy, priority;
};

/** The running execution's data of the task, made if need be. */
struct thread_data *thread_data_of(task_id task);
/** NULL if there is none. */
struct thread_data *thread_data_find(task_id task);
/** The task has ended; its id may be used again. */
void thread_data_forget(struct machine *m, task_id task);

#endif
