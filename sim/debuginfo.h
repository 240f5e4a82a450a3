/* SPDX-License-Identifier: MIT */
/*
 * Names instead of addresses: source lines and variables, from symbols and DWARF.
 *
 * The only files that use elfutils (libdw) are debuginfo*.c.  Everything here is for people: exact
 * rather than fast, never on a hot path.  All answers are deterministic: they depend on the
 * program's file and on the content of its memory alone, never on earlier questions.  A broken file
 * costs names, nothing else.
 *
 *     struct debuginfo *d = debuginfo_of(program);
 *     struct source_site site = debuginfo_site(d, op->pc);           // peterson.c:14, in enter
 *     if (!debuginfo_global(d, op->addr, op->bytes, &out)) ...       // flag[1]
 */
#ifndef SIM_DEBUGINFO_H
#define SIM_DEBUGINFO_H

#include "base/error.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct program;
struct debuginfo;
struct type; /* of a named part, for debuginfo_value_as; lives as long as the debuginfo */

struct source_site {
    const char *file;     /* as the user named it; "?" if unknown; borrowed */
    const char *function; /* "?" if unknown; borrowed */
    uint32_t line;        /* 0 if unknown */
    uint32_t column;      /* 0 if unknown */
};

/* Where a task is: its innermost program frame, and the part of its stack that may be read. */
struct debuginfo_stack {
    const char *owner;   /* "main": how names of its locals begin, as in "main's total" */
    uint64_t pc;         /* return address into the program */
    uint64_t fp;         /* frame pointer: x86-64 %rbp, arm64 x29 */
    uint64_t start, end; /* addresses, end excluded */
};

/** Never fails: a program without DWARF still gives symbol names. */
struct debuginfo *debuginfo_open(const struct program *program);
/** NULL is allowed. */
void debuginfo_close(struct debuginfo *d);
/** program->debuginfo, opened on first use. */
struct debuginfo *debuginfo_of(struct program *program);

/** The place of a return address (the call instruction before pc is what is meant).  Cached. */
struct source_site debuginfo_site(struct debuginfo *d, uint64_t pc);

/** The size of the type that some unit calls by this name; 0: none does, or it has none. */
uint64_t debuginfo_type_bytes(struct debuginfo *d, const char *name);

/** Calls `each` for every function that the program defines, with its place in the process. */
void debuginfo_functions(struct debuginfo *d,
                         void (*each)(void *context, const char *name, uint64_t start,
                                      uint64_t bytes),
                         void *context);

/** The name of the function that starts at or covers pc, NULL if unknown.  Borrowed. */
const char *debuginfo_function(struct debuginfo *d, uint64_t pc);

/**
 * Appends the name of a global or static variable's part at addr: "flag[1]", "queue.head",
 * "buffer[3].value", with the type walked down to a part of `bytes` bytes (0: an object as a whole,
 * such as a mutex).  Several variables of one name: "b.c::count", "next_id::last".  False, and
 * nothing appended, if no such variable covers addr.
 */
bool debuginfo_global(struct debuginfo *d, uint64_t addr, uint64_t bytes, struct str *out);

/**
 * The same for a thread-local variable, at an offset in a task's thread-local block.  *type (may be
 * NULL) gets the part's type, or NULL.
 */
bool debuginfo_tls(struct debuginfo *d, uint64_t offset, uint64_t bytes, struct str *out,
                   const struct type **type);

/** Which heap block holds addr (or is overrun at addr)?  False: none. */
typedef bool (*debuginfo_find_block)(void *context, uint64_t addr, uint64_t *block,
                                     uint64_t *block_bytes);

/**
 * Appends the shortest path by which a heap address is reached: "queue.head->next->value".  Follows
 * the pointers of globals in the program's memory breadth first, at most a fixed number of them,
 * then those of the locals in stacks[0 .. stack_count-1]: "main's shared->total".  A path that ends
 * in a part of exactly `bytes` bytes is preferred.  Only image data, blocks of find_block and the
 * stacks are read.  False, and nothing appended, if there is no path.
 */
bool debuginfo_heap(struct debuginfo *d, uint64_t addr, uint64_t bytes,
                    debuginfo_find_block find_block, void *context,
                    const struct debuginfo_stack *stacks, uint32_t stack_count, struct str *out,
                    const struct type **type);

/**
 * Appends the name of the local variable or parameter at addr: "total", "numbers[2]"; *function
 * gets the name of its function.  Walks the frames by frame pointer.  False, and nothing appended,
 * if no variable in scope covers addr.
 */
bool debuginfo_local(struct debuginfo *d, uint64_t addr, uint64_t bytes,
                     const struct debuginfo_stack *stack, struct str *out, const char **function,
                     const struct type **type);

/**
 * Appends the value `raw` (little endian, `bytes` bytes) as the type of the global at addr would be
 * written: "-1", "true", "'a'", enumerators by name, pointers as "&queue" or "NULL".  False, and
 * nothing appended, if the type is not known: print the number.
 */
bool debuginfo_value(struct debuginfo *d, uint64_t addr, uint64_t bytes, uint64_t raw,
                     struct str *out);

/** The same for a type that was found with a name; NULL is allowed. */
bool debuginfo_value_as(struct debuginfo *d, const struct type *type, uint64_t bytes, uint64_t raw,
                        struct str *out);

/** Is it a pointer that debuginfo_value_as cannot name (into the heap, into a stack)? */
bool debuginfo_is_pointer(const struct type *type);

#endif
