/* SPDX-License-Identifier: MIT */
/*
 * A machine without a program: each task is a list of instructions.
 *
 * It implements struct machine_ops with the real objects (sim/objects/), so that engines,
 * properties and strategies can be tested exactly, without compiling or loading anything.
 *
 *     static const struct fake_instruction task[] = {{FAKE_STEP}, {FAKE_STEP}, {FAKE_END}};
 *     struct fake_program program = {.tasks = {task, task}};
 *     struct machine *m = fake_machine_new(&program);
 *
 * Task i runs tasks[i] from the start; all exist at once, there is no create.  The site (pc) of
 * instruction k of task i is FAKE_PC(i, k).
 */
#ifndef TESTS_FAKE_MACHINE_H
#define TESTS_FAKE_MACHINE_H

#include "sim/machine.h"

enum fake_kind {
    FAKE_END,      /* the task finishes; not a step */
    FAKE_STEP,     /* a step without any effect */
    FAKE_LOAD,     /* register = cells[cell] */
    FAKE_STORE,    /* cells[cell] = register + value */
    FAKE_AWAIT,    /* spins while cells[cell] != value; then a step */
    FAKE_CHOOSE,   /* register = the alternative, of value alternatives */
    FAKE_OBJECT,   /* performs `verb` on objects[object] (and object2) with arg value */
    FAKE_FOREVER,  /* loops without operations */
    FAKE_ASSERT,   /* not a step: assertion unless cells[cell] == value */
    FAKE_RACE,     /* not a step: reports a data race between here and the same place of task 0 */
    FAKE_SHARED,   /* a step if it is promoted; otherwise not, and it gets promoted.  No effect */
    FAKE_GIVE_UP,  /* not a step: the operation is not supported */
    FAKE_UNSTABLE, /* a step in every other execution */
};

struct fake_instruction {
    enum fake_kind kind;
    uint32_t cell;
    uint64_t value;
    uint16_t verb;
    uint32_t object, object2; /* ids: index in fake_program.objects + 1; 0 = none */
};

struct fake_object {
    const struct object_ops *ops;
    uint64_t arguments[2];
    uint16_t init_verb; /* performed at reset by task 0 with init_value, if init */
    uint64_t init_value;
    bool init;
};

enum { FAKE_TASKS_MAX = 8, FAKE_OBJECTS_MAX = 8, FAKE_CELLS_MAX = 8 };

struct fake_program {
    const struct fake_instruction *tasks[FAKE_TASKS_MAX]; /* ends with NULL */
    struct fake_object objects[FAKE_OBJECTS_MAX];         /* ends with ops = NULL */
};

#define FAKE_PC(task, index) (UINT64_C(0x1000) * ((task) + 1) + (index))

/** program is borrowed.  Freed by machine_free. */
struct machine *fake_machine_new(const struct fake_program *program);

/** The final values of the cells, of the execution that just ended. */
const uint64_t *fake_cells(const struct machine *m);

#endif
