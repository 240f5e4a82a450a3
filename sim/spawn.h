/* SPDX-License-Identifier: MIT */
/* Making tasks.  Used by the wrappers of pthread_create and thrd_create (sim/posix/thread.c). */
#ifndef SIM_SPAWN_H
#define SIM_SPAWN_H

#include "sim/machine.h"

struct spawn_options {
    size_t stack_bytes; /* 0 = machine default */
    bool detached;
};

/**
 * Makes a task that will run thread_main(entry, argument) on its own stack.  It starts by itself,
 * right after the creator's current step, and runs up to its first operation.  Happens-before: all
 * that the creator did so far.  Its thread object must be set by the caller (task->object).
 * Returns TASK_NONE when TASKS_MAX tasks exist.
 */
task_id machine_spawn(struct machine *m, uint64_t entry, uint64_t argument,
                      const struct spawn_options *options, uint64_t pc);

/**
 * The task's slot may be used again: it has ended and was joined or is detached.  Its number of
 * operations, name and object are gone after this.  Called by the thread object's wrappers (join,
 * detach of an ended task) and by the machine when a detached task ends.
 */
void machine_retire(struct machine *m, task_id task);

/** What a new task runs (sim/posix/thread.c): function, key destructors, then call_exit_task(). */
_Noreturn void thread_main(uint64_t entry, uint64_t argument);

/**
 * main returned status (sim/posix/thread.c).  to_end: exit handlers run and the process ends, as in
 * POSIX.  Otherwise main ends like a task, the others run on; exit handlers run when none is left.
 */
_Noreturn void process_returned(int status, bool to_end);

/**
 * The end of a task as a thread object sees it (sim/posix/thread.c): called by the machine once the
 * task has ended, so that joiners are enabled.
 */
void thread_ended(struct machine *m, struct task *task);

#endif
