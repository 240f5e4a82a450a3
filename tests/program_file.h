/* SPDX-License-Identifier: MIT */
/*
 * The programs under tests/programs/: their files, and what their first lines say about them.
 *
 *     // A sentence on the program.
 *     // expect: violation data-race,assertion   the verdict, and all its kinds of severity error
 *     // options: --engine brute                 for heddle check
 *     // args: -n 3                              for the program
 *     // stdin: 1 2\n3\n                         with \n for a new line
 *     // cc: -latomic                            for a native build
 *     // native: compiles                        or "none"; without it: also passes when it runs
 *     // arch: x86_64                            where it can be built at all
 *
 * Verdicts that are equally good are written "verified|violation".  A program of several files is a
 * folder with a main.c.
 */
#ifndef TESTS_PROGRAM_FILE_H
#define TESTS_PROGRAM_FILE_H

#include "base/vec.h"

#include <stdbool.h>

enum program_native { NATIVE_PASSES, NATIVE_COMPILES, NATIVE_NONE };

struct text_list {
    VEC(char *) words;
};

struct program_file {
    char *name;             /* "hello", "multifile" */
    struct text_list files; /* paths from the root of the tree, in order of name */
    char *verdicts;         /* "verified|violation" */
    char *kinds;            /* "-" */
    struct text_list options, arguments, cc;
    char *input;            /* NULL = none */
    enum program_native native;
    bool foreign;           /* for another processor */
};

struct program_files {
    VEC(struct program_file) items;
};

/** Reads the first lines of all programs, in order of name. */
void program_files_read(struct program_files *files);
void program_files_release(struct program_files *files);

/** Appends the words of text, cut at blanks. */
void text_list_split(struct text_list *list, const char *text);
void text_list_release(struct text_list *list);

#endif
