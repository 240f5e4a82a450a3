/* SPDX-License-Identifier: MIT */
/* Checks of fake machines, for the tests of engines. */
#ifndef TESTS_FAKE_CHECK_H
#define TESTS_FAKE_CHECK_H

#include "checker/engine.h"
#include "tests/fake_machine.h"

/* clang-format off */
#define STEP       {.kind = FAKE_STEP}
#define STEPS2     STEP, STEP
#define END        {.kind = FAKE_END}
#define LOCK(id)   {.kind = FAKE_OBJECT, .object = (id), .verb = MUTEX_LOCK}
#define UNLOCK(id) {.kind = FAKE_OBJECT, .object = (id), .verb = MUTEX_UNLOCK}
#define A_MUTEX    {.ops = &mutex_ops, .arguments = {LIFE_READY, 0}}
#define RUN(...)   {.tasks = {__VA_ARGS__}}
/* clang-format on */

/** Tasks of so many steps without effects. */
extern const struct fake_instruction one_step[], two_steps[], three_steps[], four_steps[],
    six_steps[];

/** The defaults, with another engine. */
struct check_options options_of(const char *engine);

/** Checks a machine made for the program.  The verdict is the caller's to release. */
struct verdict check_with(const struct fake_program *program, struct check_options options);

bool scope_mentions(const struct verdict *verdict, const char *words);

#endif
