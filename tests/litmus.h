/* SPDX-License-Identifier: MIT */
/*
 * Litmus tests: tiny programs whose outcomes tell memory models apart.
 *
 *     litmus_parse("x=1 y|y=1 x", &l);            store buffering
 *     litmus_write(&l, 7, &text);                 ... as program 7 of a C source
 *     litmus_outcomes(&l, MEMORY_TSO, &set);      ... what TSO allows (litmus_oracle.c)
 *
 * Tasks are separated by '|', their operations by spaces: "x=1" is a relaxed store, "x=1r" a release and "x=1s"
 * a seq_cst one, "x" a relaxed load, "x~1" a relaxed exchange, "F" a seq_cst and "f" a release fence.
 *
 * An outcome is a text: what each load and exchange got, in the order of the test, then the final values of x, y
 * and z: "00 110".
 */
#ifndef TESTS_LITMUS_H
#define TESTS_LITMUS_H

#include "base/prng.h"
#include "base/str.h"
#include "base/vec.h"
#include "sim/memory_model.h"

enum { LITMUS_VARIABLES = 3, LITMUS_EVENTS_MAX = 14 };

struct litmus_event {
    bool stores, loads; /* neither: a fence */
    bool release, full; /* order; full: seq_cst, or an exchange */
    int task, variable, value;
};

struct litmus {
    struct litmus_event events[LITMUS_EVENTS_MAX]; /* by task */
    int count, tasks;
};

struct litmus_set {
    VEC(char *) outcomes; /* different ones */
};

void litmus_parse(const char *text, struct litmus *out);
/** Two or three tasks of up to four operations each; different stores store different values. */
void litmus_random(struct prng *prng, struct litmus *out);
/** The test in the notation above. */
void litmus_print(const struct litmus *l, struct str *out);

/** What every source begins with. */
void litmus_write_head(struct str *out);
/** Program `number` of a source for generated_program.h.  Its cells are x, y, z, and what was loaded. */
void litmus_write(const struct litmus *l, uint32_t number, struct str *out);
/** main, for the programs first to last. */
void litmus_write_main(uint32_t first, uint32_t last, struct str *out);

/** Adds what a model allows, from its axioms. */
void litmus_outcomes(const struct litmus *l, enum memory_model model, struct litmus_set *set);

void litmus_set_add(struct litmus_set *set, const char *outcome);
bool litmus_set_has(const struct litmus_set *set, const char *outcome);
void litmus_set_release(struct litmus_set *set);

#endif
