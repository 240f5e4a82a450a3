/* SPDX-License-Identifier: MIT */
/*
 * Saving and restoring a task's context within its own stack: setjmp and longjmp.
 *
 * Unlike the host's these do not mangle pointers with a number that differs from process to process, so
 * what lies on a task's stack is the same everywhere.  The buffer is a __jmp_buf.
 */
#ifndef SIM_POSIX_JUMP_H
#define SIM_POSIX_JUMP_H

#include <stdint.h>

/* The word of the buffer that holds the stack pointer (jump_*.S). */
#ifdef __x86_64__
enum { JUMP_STACK_POINTER = 6 };
#else
enum { JUMP_STACK_POINTER = 12 };
#endif

/** Saves the caller's context; returns 0, and once more for every jump_to.  The mask is not saved. */
int jump_save(void *buffer, int save_mask) __attribute__((returns_twice));

/** Continues behind the jump_save that filled the buffer, which returns value. */
_Noreturn void jump_to(const void *buffer, int value);

/** Where the stack of the context lies that jump_to would continue. */
static inline uint64_t jump_stack_pointer(const void *buffer)
{
    return ((const uint64_t *)buffer)[JUMP_STACK_POINTER];
}

#endif
