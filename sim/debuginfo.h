/* SPDX-License-Identifier: MIT */
/*
 * Names instead of addresses: source lines and variables, from symbols and DWARF.
 *
 * The only file that uses elfutils (libdw) is debuginfo*.c.  Everything here is for people: slow, exact,
 * never on a hot path.  All answers are deterministic.
 */
#ifndef SIM_DEBUGINFO_H
#define SIM_DEBUGINFO_H

#include "base/error.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct program;
struct debuginfo;

struct source_site {
    const char *file;     /* as the user named it, else the base name; "?" if unknown; borrowed */
    const char *function; /* "?" if unknown; borrowed */
    uint32_t line;        /* 0 if unknown */
    uint32_t column;      /* 0 if unknown */
};

/** Never fails: a program without DWARF still gives symbol names. */
struct debuginfo *debuginfo_open(const struct program *program);
void debuginfo_close(struct debuginfo *d);

/** The place of a return address (the call instruction before pc is what is meant). Cached. */
struct source_site debuginfo_site(struct debuginfo *d, uint64_t pc);

/**
 * Appends the name of a global, static or thread-local variable's part at addr: "flag[1]",
 * "queue.head", "buffer[3].value", with the type walked down to a part of `bytes` bytes (0: the
 * smallest that starts there).  False, and nothing appended, if no such variable covers addr.
 */
bool debuginfo_global(struct debuginfo *d, uint64_t addr, uint64_t bytes, struct str *out);

/**
 * Appends the path by which a heap block is reached from globals: "queue.head->next->value".
 * Follows pointers in the program's memory breadth first, at most a fixed number of them.  `block`
 * and `block_bytes` are the heap block that holds addr; find_block tells for any address the block it is
 * in (false: not in the heap).
 */
typedef bool (*debuginfo_find_block)(void *context, uint64_t addr, uint64_t *block,
                                     uint64_t *block_bytes);
bool debuginfo_heap(struct debuginfo *d, uint64_t addr, uint64_t bytes,
                    debuginfo_find_block find_block, void *context, struct str *out);

/**
 * Appends the name of a local variable or parameter at addr, for a task whose innermost program
 * frame is at pc with frame pointer fp (x86-64 %rbp) and whose stack ends at stack_end: "total" or
 * "numbers[2]"; *function gets the name of its function.  Walks the frames by frame pointer.
 */
bool debuginfo_local(struct debuginfo *d, uint64_t addr, uint64_t bytes, uint64_t pc, uint64_t fp,
                     uint64_t stack_end, struct str *out, const char **function);

/** The name of the function that starts at or covers pc, NULL if unknown.  Borrowed. */
const char *debuginfo_function(struct debuginfo *d, uint64_t pc);

/**
 * Appends the value `raw` (little endian, `bytes` bytes) as the type of the global at addr would be
 * written: "-1", "true", "'a'", "0x...": enumerators by name, pointers as "&queue" or "NULL".  False, and nothing
 * appended, if the type is not known: print the number.
 */
bool debuginfo_value(struct debuginfo *d, uint64_t addr, uint64_t bytes, uint64_t raw,
                     struct str *out);

#endif
