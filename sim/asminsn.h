/* SPDX-License-Identifier: MIT */
/*
 * What one assembly instruction means for a simulated program.
 *
 * The question is only whether it can be run unseen: an instruction that the compiler did not
 * instrument must not touch memory that tasks share, and must do the same in every execution.
 */
#ifndef SIM_ASMINSN_H
#define SIM_ASMINSN_H

#include "sim/asmtext.h"

enum asm_effect {
    ASM_PADDING,        /* nothing: nop, pause, a fence */
    ASM_PREFIX,         /* half an instruction: lock, rep; judge it with the next statement */
    ASM_REGISTERS,      /* registers only, deterministic */
    ASM_JUMP,           /* within the same function */
    ASM_UNINSTRUMENTED, /* may touch memory, or leaves the program */
    ASM_VARYING,        /* may differ between executions: rdtsc, cpuid */
};

/** The effect of an instruction in AT&T syntax (x86-64) or A64 syntax. */
enum asm_effect asm_effect_of(const char *instruction, size_t bytes, enum asm_machine machine);

/** Does a compiler's own instruction do something that its instrumentation did not announce? */
bool asm_effect_unannounced(const char *instruction, size_t bytes, enum asm_machine machine);

/**
 * The target of an unconditional direct jump, as *target and *target_bytes; false: it is none.
 */
bool asm_jump_target(const char *instruction, size_t bytes, enum asm_machine machine,
                     const char **target, size_t *target_bytes);

#endif
