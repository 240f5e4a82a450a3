/* SPDX-License-Identifier: MIT */
/*
 * What a wrapper of the libc surface (sim/posix/) may use.
 *
 * A wrapper runs on the stack of the task that called it.  Keep its frame small and deterministic:
 * anything that calls into the host's libc beyond leaf routines runs on the host stack (call_on_host),
 * which also keeps small task stacks from overflowing in vfprintf.
 *
 *     int hd_pthread_mutex_lock(pthread_mutex_t *mutex)
 *     {
 *         uint64_t pc = CALL_PC();
 *         struct object *object = mutex_object(mutex, pc);
 *         return (int)call_object(object, NULL, MUTEX_LOCK, 0, 0, pc);
 *     }
 */
#ifndef SIM_CALL_H
#define SIM_CALL_H

#include "sim/cells.h"
#include "sim/finding.h"
#include "sim/machine.h"
#include "sim/object.h"
#include "sim/op.h"

/* The place in the program that called this wrapper.  Use only in the wrapper itself. */
#define CALL_PC() ((uint64_t)(uintptr_t)__builtin_return_address(0))

/** Posts op for the running task, waits until an engine picks it, performs it, returns the result. */
uint64_t call_perform(const struct op *op);

/** Performs a verb on an object (second may be NULL). flags: OP_TIMED, OP_EAGER. */
uint64_t call_object(struct object *object, struct object *second, uint16_t verb, uint64_t arg,
                     uint8_t flags, uint64_t pc);

/** Runs function(argument) on the host's stack.  It must not perform operations. */
void call_on_host(void (*function)(void *argument), void *argument);

/**
 * Reports a finding of the running task at pc and, if severity is SEVERITY_ERROR, ends the execution:
 * then it does not return.  The format's text becomes the message.
 */
void call_report(enum finding_kind kind, enum severity severity, uint64_t pc, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/**
 * The program asked for something that is known but not modelled ("pthread_mutexattr_setprotocol:
 * PTHREAD_PRIO_PROTECT").  Ends the execution and the check: verdict unsupported, with the line of pc.
 */
_Noreturn void call_unsupported(uint64_t pc, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/**
 * The running task's hidden state changed (its virtual time, its random numbers, a file position), so a
 * loop that does only this and reads is not spinning.
 */
void call_note_effect(void);

/** Appends to the captured output; fd is 1 or 2. */
void call_output(int fd, const void *bytes, size_t count);

/** Ends the process under test: exit(), abort(), return from main with --main-exit process. */
_Noreturn void call_exit_process(int status);

/** Ends the running task (pthread_exit after cleanup handlers and key destructors ran). */
_Noreturn void call_exit_task(void);

/** The running task; never NULL in a wrapper. */
struct task *call_task(void);
/** The running machine; never NULL in a wrapper. */
struct machine *call_machine(void);

/** The running task's errno (what __errno_location returns): in the world, beside its stack. */
int *call_errno(void);

/** Storage of the execution, for wrapper data that lives until reset.  Zeroed. */
void *call_alloc(size_t bytes);

/*
 * Per-execution data of a wrapper file: slot is a small constant from enum call_slot; the pointer is
 * NULL at the start of each execution.
 */
enum call_slot {
    CALL_SLOT_NAMED_SEMAPHORES,
    CALL_SLOT_KEYS,
    CALL_SLOT_STDIO,
    CALL_SLOT_STDLIB,
    CALL_SLOT_GETOPT,
    CALL_SLOT_FILES,
    CALL_SLOT_SIGNALS,
    CALL_SLOT_THREADS,
    CALL_SLOT_RANDOM,
    CALL_SLOTS
};
void **call_slot(enum call_slot slot);
/** Does the execution have such data yet? */
bool call_slot_is_used(enum call_slot slot);

#endif
