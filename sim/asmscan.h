/* SPDX-License-Identifier: MIT */
/*
 * Scanning the assembly of a translation unit before it is assembled.
 *
 *     struct asmscan scan = {0};
 *     asmscan_text(&scan, "a.c", text, bytes, ASM_HOST);
 *     ... scan.findings; if scan.rewritten.bytes > 0, assemble that instead ...
 *     asmscan_release(&scan);
 *
 * Three things are only visible here:
 *   - inline assembly, whose accesses no compiler instruments;
 *   - loops that can do nothing but go round, `while (1);`: each gets a call of __heddle_forever,
 * so that the simulator sees at once that the task will never do anything again;
 *   - the line of the first use of a symbol that heddle turns out not to support.
 */
#ifndef SIM_ASMSCAN_H
#define SIM_ASMSCAN_H

#include "base/str.h"
#include "base/vec.h"
#include "sim/asmtext.h"

#include <stdbool.h>
#include <stdint.h>

enum asm_problem {
    ASM_PROBLEM_MEMORY,  /* may access memory without instrumentation */
    ASM_PROBLEM_VARYING, /* its result may differ between executions */
    ASM_PROBLEM_STACK,   /* needs an executable stack: the address of a nested function */
};

struct asm_finding {
    char *file;    /* as the user named it */
    uint32_t line; /* 0: at file scope, or unknown */
    char *what;    /* "lock cmpxchg" */
    enum asm_problem problem;
};

struct asmscan {
    VEC(struct asm_finding) findings; /* in order of appearance, at most one per asm statement */
    struct str rewritten;   /* the whole text with calls inserted; empty if it needs none */
    uint32_t endless_loops; /* calls inserted */
};

/** Scans the assembly of `source`; findings are appended, the rest is set anew. */
void asmscan_text(struct asmscan *scan, const char *source, const char *text, size_t bytes,
                  enum asm_machine machine);
void asmscan_release(struct asmscan *scan);

/**
 * Looks for the first use of a symbol.  On success *file (appended) and *line say where; the line
 * is 0 for an initialiser.
 */
bool asmscan_find_symbol(const char *source, const char *text, size_t bytes,
                         enum asm_machine machine, const char *symbol, struct str *file,
                         uint32_t *line);

#endif
