/* SPDX-License-Identifier: MIT */
/*
 * Compiling a program: sources to instrumented assembly, that to one shared object.
 *
 *     struct compile build = {0};
 *     if (!compile_program(&build, options, err)) ...
 *     ... build.shared_object, build.scan.findings, compile_find_symbol(...) ...
 *     compile_release(&build);
 *
 * The compiler's -fsanitize=thread inserts a call in front of each access to memory; libtsan itself
 * is never linked, the calls are bound to heddle's own hooks when the program is loaded.
 */
#ifndef SIM_COMPILE_H
#define SIM_COMPILE_H

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "sim/asmscan.h"
#include "sim/program.h"

#include <stdbool.h>
#include <stdint.h>

struct compile_unit {
    const char *source; /* borrowed from the options */
    char *assembly;     /* path in the folder; NULL: an object file, linked as it is */
};

struct compile {
    char *folder;        /* temporary */
    char *shared_object; /* in the folder */
    VEC(struct compile_unit) units;
    struct asmscan scan;  /* findings of all units */
    bool by_clang;        /* the compiler's kind: clang instruments less than gcc */
    VEC(char *) archives; /* static libraries that were linked in, by base name */
};

/**
 * Compiles, scans and links.  If the compiler rejects something, its own messages are copied to
 * stderr and err says which file.  Call compile_release in any case.
 */
bool compile_program(struct compile *c, const struct build_options *options, struct error *err);

/** Removes the folder with all that is in it. */
void compile_release(struct compile *c);

/** Removes a temporary folder, which has no folders in it, and its files. */
void compile_remove_folder(const char *folder);

/** The first use of a symbol in the sources, as asmscan_find_symbol. */
bool compile_find_symbol(const struct compile *c, const char *symbol, struct str *file,
                         uint32_t *line);

#endif
