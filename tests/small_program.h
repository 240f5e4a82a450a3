/* SPDX-License-Identifier: MIT */
/*
 * Small random programs, twice: in C, and as instructions that an enumeration can interpret (small_states.h)
 * without knowing anything of compilers or of heddle.
 *
 *     struct small_program *p = small_program_make(17);
 *     ... p->code[0].code ...; small_program_write(17, 17, &text) is the same in C
 *     small_program_free(p);
 *
 * Two or three tasks with two registers each; shared are two cells, atomic or volatile, a plain one that is accessed
 * with the mutex alone, the mutex, and a semaphore.  All values are 0 to 3.  Some tasks go round for ever.
 * The same number gives the same program, for ever.
 */
#ifndef TESTS_SMALL_PROGRAM_H
#define TESTS_SMALL_PROGRAM_H

#include "base/str.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SMALL_TASKS_MAX = 3,
    SMALL_CELLS = 3, /* the last one is the plain one */
    SMALL_PLAIN = SMALL_CELLS - 1,
    SMALL_REGISTERS = 2,
    SMALL_COUNTERS = 2,
    SMALL_VALUES = 4,
};

enum small_kind {
    /* Steps. */
    SMALL_LOAD,     /* reg = cell */
    SMALL_STORE,    /* cell = value */
    SMALL_EXCHANGE, /* reg = cell, cell = value */
    SMALL_XOR,      /* reg = cell, cell ^= value; and so on */
    SMALL_OR,
    SMALL_AND,
    SMALL_COMPARE,  /* reg = (cell == constant), and if so, cell = value */
    SMALL_LOCK,
    SMALL_UNLOCK,
    SMALL_TRYLOCK, /* reg = 0: locked, 1: not */
    SMALL_WAIT,
    SMALL_POST,
    SMALL_TRYWAIT, /* reg = 0: counted down, 1: not */
    SMALL_CHOOSE,  /* reg = 0 or 1 */
    SMALL_END,
    /* On the plain cell: they belong to the step before. */
    SMALL_GET, /* reg = cell */
    SMALL_PUT, /* cell = value */
    /* Nobody else sees these. */
    SMALL_SET,    /* reg = value */
    SMALL_UNLESS, /* go to target if reg == constant does not hold */
    SMALL_JUMP,
    SMALL_COUNT,  /* counter = constant */
    SMALL_AGAIN,  /* go to target if --counter is not 0 */
    SMALL_ASSERT, /* reg != constant */
};

/* What is stored: constant, or (register + constant) % 4. */
struct small_value {
    bool from_register;
    uint8_t reg, constant;
};

struct small_instruction {
    enum small_kind kind;
    uint8_t reg, cell, constant, counter, target;
    struct small_value value;
};

struct small_program {
    int tasks;
    uint8_t initial[SMALL_CELLS], semaphore; /* what the cells and the semaphore hold at first */
    struct {
        VEC(struct small_instruction) code;
    } code[SMALL_TASKS_MAX];
};

/** Owned by the caller. */
struct small_program *small_program_make(uint32_t number);
void small_program_free(struct small_program *p);

/** Appends a source with the programs first to last; argv[1] is the number of the one to run. */
void small_program_write(uint32_t first, uint32_t last, struct str *out);

#endif
