/* SPDX-License-Identifier: MIT */
/*
 * Atomic sections: between their ends no other task makes a step.
 *
 *     section_begin(pc);      OP_ATOMIC: a scheduling point, the only one of the section
 *     ...                     plain and volatile accesses are no operations, whoever else accesses their cells
 *     section_end(pc);        not an operation
 *
 * They are what __VERIFIER_atomic_begin, __VERIFIER_atomic_end and functions whose names start with
 * __VERIFIER_atomic_ mean (docs/sv-comp.md).  A section that begins inside another one is part of it.
 *
 * A section that waits (for a mutex, in a loop, by a false assumption) makes everybody wait.  One that
 * ends happens before every one that begins later; an access inside races with a conflicting one outside of all
 * sections that nothing orders.
 *
 * How deep a task is lies beside its errno (stack.h): it is part of what the learned machine takes for the
 * task's private state.
 */
#ifndef SIM_SECTION_H
#define SIM_SECTION_H

#include <stdbool.h>
#include <stdint.h>

struct direct;
struct direct_task;

/** The running task begins an atomic section; comes back when it is in there. */
void section_begin(uint64_t pc);
/** The running task ends the section that it began last.  Without one that is misuse. */
void section_end(uint64_t pc);

/** OP_ATOMIC is performed. */
void section_enter(struct direct *d, struct direct_task *t);
/** A volatile access of the task that is inside a section. */
void section_access(struct direct *d, struct direct_task *t, uint64_t addr, uint64_t bytes,
                    bool write, uint64_t pc);
/** Others may move again. */
void section_leave(struct direct *d, struct direct_task *t);

#endif
