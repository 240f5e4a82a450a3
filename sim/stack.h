/* SPDX-License-Identifier: MIT */
/*
 * Stacks of tasks, at fixed addresses, one slot per task id.
 *
 *     slot start | guard ... | limit ... | grown ....... base | thread-local storage | depth | errno | end
 *
 * Only [grown, slot end) is accessible; a fault below grown and above limit grows the stack, a fault
 * below limit is an overflow.  So `grown` bounds what any execution may have dirtied, and putting a stack back
 * (all zero) is one memset of [grown, base).  To keep that short, base lies STACK_WINDOW_BYTES above a page
 * boundary: a task that needs no more never touches a second page.
 */
#ifndef SIM_STACK_H
#define SIM_STACK_H

#include "sim/op.h"

#include <stddef.h>
#include <stdint.h>

enum { STACK_WINDOW_BYTES = 1024, STACK_KEEP_BYTES = 256 * 1024 };

struct stack {
    uint64_t limit; /* lowest usable address */
    uint64_t base;  /* highest address + 1 of the stack proper */
    uint64_t tls;   /* start of thread-local storage */
    uint64_t error; /* where the task's errno is */
    uint64_t depth; /* where it is how many atomic sections the task is in (section.h): an int */
    uint64_t end;   /* of the slot */
    uint64_t grown; /* lowest accessible address; page aligned */
};

/** Makes the slot of this task usable: stack_bytes of stack, tls_bytes of storage. */
void stack_init(struct stack *stack, task_id task, size_t stack_bytes, size_t tls_bytes,
                size_t tls_align);

/** Changes the limit for the next task in this slot. */
void stack_set_bytes(struct stack *stack, size_t stack_bytes);

/** All zero again below `end`, as if never used.  end: base, or at most STACK_KEEP_BYTES / 2 below it. */
void stack_clear(struct stack *stack, uint64_t end);

/** Gives the memory back; the slot is inaccessible until stack_init. */
void stack_release(struct stack *stack);

/**
 * Grows the stack so that addr is accessible.  False: addr is not in the growable part.
 * Async-signal-safe.
 */
bool stack_grow(struct stack *stack, uint64_t addr);

/** Which task's slot holds addr; TASK_NONE if none. */
task_id stack_owner(uint64_t addr);

#endif
