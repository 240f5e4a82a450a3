/* SPDX-License-Identifier: MIT */
/*
 * Switching between the host's stack and a task's stack: callee-saved registers only.
 *
 * A suspended context is a stack pointer; the registers are on top of that stack.  So the image of a
 * suspended task is exactly its stack from that pointer to the base, registers included.
 */
#ifndef SIM_FIBER_H
#define SIM_FIBER_H

#include <stdint.h>

enum { FIBER_SAVED_WORDS = 7 }; /* x86-64: r15 r14 r13 r12 rbx rbp and the return address */

/**
 * Saves the current context in *save, continues the context `to`; there, the call that suspended it
 * returns value.
 */
uint64_t fiber_switch(void **save, void *to, uint64_t value);

/* What to continue, and with which value. */
struct fiber_resume {
    void *context;
    uint64_t value;
};

/**
 * From a task: saves the current context in *save, runs handler on the stack below the suspended
 * context `host`, and continues what it returns: this context, another one, or host.
 */
uint64_t fiber_post(void **save, void *host, struct fiber_resume (*handler)(void));

/** A context that will call entry(argument) on the stack that ends at base (16-aligned). */
void *fiber_prepare(void *base, void (*entry)(void *), void *argument);

/** Calls function(argument) on the stack below `stack`, a suspended context, and comes back. */
void fiber_call(void *stack, void (*function)(void *), void *argument);

/* The instruction that continues the context in the stack pointer register; for signal handlers. */
extern const char fiber_continue[];

#endif
