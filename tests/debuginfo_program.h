/* SPDX-License-Identifier: MIT */
/*
 * A program to ask about: two small source files, compiled and loaded by the system's loader, so
 * that its own functions and symbols give the addresses that the tests ask for.
 */
#ifndef TESTS_DEBUGINFO_PROGRAM_H
#define TESTS_DEBUGINFO_PROGRAM_H

#include "base/str.h"
#include "sim/debuginfo.h"
#include "sim/program.h"

struct fixture {
    struct program program;
    struct debuginfo *d;
    void *library;
    bool is_clang;
};

/** A function of the program that calls a probe with an address of interest. */
typedef void (*prober)(void (*probe)(void *));

bool fixture_compile(const char *compiler, const char *flag, const char *path);
void fixture_open(struct fixture *f, const char *compiler, const char *flag);
void fixture_close(struct fixture *f);
/** Runs check for every installed compiler and DWARF version. */
void for_each_build(void (*check)(struct fixture *));

/** Address of an external symbol. */
void *symbol(const struct fixture *f, const char *name);
/** The same for a function that is given only a probe. */
prober symbol_prober(const struct fixture *f, const char *name);
/** The address that a function of the program returns. */
void *returned(const struct fixture *f, const char *function);

/** Fails unless got is wanted; empties got. */
void expect(struct str *got, const char *wanted);

#endif
