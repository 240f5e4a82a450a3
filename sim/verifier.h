/* SPDX-License-Identifier: MIT */
/*
 * The conventions of SV-COMP, the competition on software verification (docs/sv-comp.md): what the functions of a
 * program are whose names it gives a meaning to.
 *
 * Those that the program calls and does not define are in the surface (posix/verifier.c).  Those that it defines,
 * reach_error and functions whose names start with __VERIFIER_atomic_, are recognised when they are entered:
 * a program that mentions such names is compiled with -finstrument-functions.
 */
#ifndef SIM_VERIFIER_H
#define SIM_VERIFIER_H

#include "base/error.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct program;

enum verifier_role {
    VERIFIER_NONE,
    VERIFIER_ATOMIC, /* runs as an atomic section (section.h) */
    VERIFIER_ERROR,  /* must not be called */
    VERIFIER_ASSUME, /* an endless loop in it means: the execution does not count */
};

struct verifier_function {
    uint64_t start, bytes;
    enum verifier_role role;
};

struct verifier {
    bool used; /* the program uses these names: then abort is the end of an execution that does not count */
    VEC(struct verifier_function) functions; /* that it defines and that have a role */
};

/* What the compiler calls at the beginning of each function. */
#define VERIFIER_HOOK "__cyg_profile_func_enter"

/** Is it one of the names that tell that a program follows the conventions? */
bool verifier_has_name(const char *symbol);
/** Does this assembly mention one? */
bool verifier_is_mentioned(const char *text, size_t bytes);

/**
 * Finds p's functions.  called: it calls others of those names; announced: the compiler announced calls.  False:
 * they are needed and were not.
 */
bool verifier_find(struct program *p, bool called, bool announced, struct error *err);
void verifier_release(struct verifier *v);

/** The role of the function that starts at addr. */
enum verifier_role verifier_role_at(const struct verifier *v, uint64_t addr);
/** Is the return address pc in a function that assumes? */
bool verifier_assumes_at(const struct verifier *v, uint64_t pc);

#endif
