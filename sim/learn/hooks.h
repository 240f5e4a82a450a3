/* SPDX-License-Identifier: MIT */
/*
 * Where the direct machine's wrappers ask whether a task is being learned, and what they do then.
 *
 * Each function here is called by the running task, on its stack; it posts an operation that
 * only exists while learning, and the learner answers.
 */
#ifndef SIM_LEARN_HOOKS_H
#define SIM_LEARN_HOOKS_H

#include "sim/direct.h"

struct attachment;
struct learner;
struct spawn_options;

/** Is a task being learned right now? */
static inline bool learning(void)
{
    return UNLIKELY(direct_running->learner != NULL);
}

/** A plain access outside of the private stack; flags of its operation, such as OP_WRAPPED. */
void learn_access(struct direct *d, uint64_t addr, uint64_t bytes, bool write, uint8_t flags,
                  uint64_t pc);
/** Ends the run unless this memory is part of a stack that is there. */
void learn_validate_stack(struct direct *d, uint64_t addr, uint64_t bytes);
/**
 * A struct that is used as it is: on the current task's own stack the run ends refused unless the
 * struct is what it was in the base, for objects take their first states from there.
 */
void learn_own_struct(const struct attachment *kind, const void *memory);
/** The object behind the program's memory: always the same one. */
struct object *learn_object(const struct attachment *kind, void *memory, uint64_t pc);
/** Creates a task; its slot, or TASK_NONE. */
task_id learn_spawn(uint64_t entry, uint64_t argument, const struct spawn_options *options,
                    uint64_t pc);
/** The thread object of a slot. */
struct object *learn_thread(task_id slot);
/** The running task ends, main too. */
_Noreturn void learn_end(uint64_t value);
/** exit() and its family. */
_Noreturn void learn_exit(int status);
uint64_t learn_allocate(uint64_t bytes, uint64_t align, uint64_t pc);
/** A fence: an operation only where stores wait in buffers; order.h would have to know. */
void learn_fence(uint8_t order, uint64_t pc);
void learn_free(uint64_t addr, uint64_t pc);
uint64_t learn_block_bytes(uint64_t addr, uint64_t pc);
/** How much of a live block there is from addr on; 0 if addr is in none. */
uint64_t learn_block_rest(uint64_t addr, uint64_t pc);
/** Output is visible, and the task prints. */
void learn_print(const void *bytes, size_t count, uint64_t pc);
/**
 * The task is about to do what cannot be learned ("the clock is read"): ends the run.  The text is
 * static.
 */
_Noreturn void learn_refuse(const char *what);
/** Private state that no image holds has changed. */
void learn_note_effect(void);

#endif
