/* SPDX-License-Identifier: MIT */
/*
 * A C compiler: how it is called, which one it is, what it must be told.
 */
#ifndef SIM_COMPILER_H
#define SIM_COMPILER_H

#include "base/error.h"
#include "base/vec.h"

#include <stdbool.h>

struct words {
    VEC(const char *) list;
    VEC(char *) owned; /* those of the list that die with it */
};

struct compiler {
    struct words command; /* "cc", or "ccache" "gcc-12" from $CC */
    bool is_clang;
    int version; /* major */
};

/**
 * Finds out what the compiler is.  name NULL: $CC, else cc.  folder is a temporary one to work in.
 */
bool compiler_init(struct compiler *c, const char *name, const char *folder, struct error *err);
void compiler_release(struct compiler *c);

/** Appends what compiles one file to instrumented assembly, before and after the user's flags. */
void compiler_instrument_before(const struct compiler *c, struct words *words);
void compiler_instrument_after(const struct compiler *c, struct words *words);

/** Appends what links objects and assembly into a shared object, without any library. */
void compiler_link(const struct compiler *c, struct words *words);

/** Appends a borrowed word. */
void words_add(struct words *w, const char *word);
/** Appends a formatted word, owned by the list. */
void words_format(struct words *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
void words_release(struct words *w);

#endif
