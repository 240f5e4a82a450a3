/* SPDX-License-Identifier: MIT */
/*
 * Binding: what a program's undefined symbols mean.
 *
 * In this order: the surface (surface.h); the libraries that the program was linked with, except
 * the C library and its relatives; nothing, if the reference is weak.  What is left is collected,
 * so that all of it can be reported at once before anything runs.
 */
#ifndef SIM_BIND_H
#define SIM_BIND_H

#include "base/error.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

struct unbound {
    char *symbol;
    const char *note; /* what to do instead; NULL: heddle does not know the symbol at all */
};

struct binder {
    VEC(void *) libraries;       /* dlopen handles; they stay open */
    VEC(char *) assumptions;     /* sentences: libraries that run as they are, fixed inputs */
    VEC(struct unbound) unbound; /* each symbol once, in order of first use */
    bool instrumented;           /* some symbol was a hook of the compiler */
    bool announces_calls;        /* some was the one that is called when functions begin */
    bool verifies;               /* some was one of SV-COMP (verifier.h) */
    bool foreign;                /* some library runs as it is */
};

struct binding {
    uint64_t address;
    bool is_function; /* of heddle or the host: its address may differ between processes */
};

/**
 * Opens a library that the program needs.  folders is a NULL-ended list of where to look before the
 * usual places.
 */
bool bind_library(struct binder *b, const char *name, const char *const *folders,
                  struct error *err);

/** Binds one symbol; address 0 if it is weak and unknown, or unbound (and collected). */
struct binding bind_symbol(struct binder *b, const char *name, bool weak);

/** Collects a symbol that nothing can stand for, such as a thread-local variable of another module.
 */
void bind_missing(struct binder *b, const char *name);

void bind_release(struct binder *b);

#endif
