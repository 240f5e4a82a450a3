/* SPDX-License-Identifier: MIT */
/*
 * A program: the user's C, compiled with instrumentation, linked, and loaded at a fixed address.
 *
 *     struct program *p = program_build(&build, &err);     // compile, link, check, load
 *     program_reset(p);                                     // once per execution
 *     program_free(p);
 *
 * Loading is heddle's own (image.h), so that addresses are the same in every process, undefined
 * symbols are bound to the surface (surface.h), __tls_get_addr is ours, and the writable memory is known.
 */
#ifndef SIM_PROGRAM_H
#define SIM_PROGRAM_H

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "sim/verifier.h"

#include <stdbool.h>
#include <stdint.h>

struct build_options {
    const char *const *files; /* .c files, .o files, or one .so */
    int file_count;
    const char *const *flags; /* passed to the compiler in order: -I -D --cflags ... */
    int flag_count;
    const char *const *libs; /* -lm ... */
    int lib_count;
    const char *compiler; /* NULL: $CC, else cc */
    bool allow_asm;       /* accept inline assembly that touches memory; named in the scope */
};

struct debuginfo;

struct program {
    char *name;              /* "peterson", from the first file */
    char *shared_object;     /* path of the .so; in a temporary folder unless the user gave it */
    char *folder;            /* the temporary folder, removed by program_free; NULL if none */
    bool folder_removed;     /* by program_remove_folder, before that */
    uint64_t identity;       /* hash of the loaded segments and names of files: same program, same number */
    uint64_t bias;           /* pc in the process = pc in the file + bias */
    uint64_t image_start, image_end;
    uint64_t text_start, text_end;   /* executable segment */
    uint64_t data_start, data_end;   /* writable segments, .bss included, in whole pages */
    const uint8_t *pristine;         /* data_end - data_start bytes: content at the start */
    uint64_t main_entry;
    VEC(uint64_t) constructors;      /* in the order of calls */
    VEC(uint64_t) destructors;       /* in the order of calls */
    const void *tls_image;           /* initial bytes of a task's thread-local block */
    uint64_t tls_image_bytes, tls_bytes, tls_align;
    VEC(char *) assumptions;         /* sentences for the scope: "inline assembly at a.c:7 is not
                                        instrumented (--allow-asm)" */
    bool uninstrumented;             /* some of it: no search can see all that it does */
    bool unannounced;                /* accesses that are not announced were accepted: inline assembly */
    struct verifier verifier;        /* whether, and how, it follows the conventions of SV-COMP */
    bool has_foreign;                /* libraries that run as they are: their memory is used, too */
    struct debuginfo *debuginfo;     /* debuginfo.h; opened on first use */
};

/**
 * Builds and loads.  A compiler error leaves the compiler's own message on stderr and sets err.
 * Unsupported functions or inline assembly: err->status is EXIT_UNSUPPORTED and err lists each by name, file and
 * line.  Returns NULL on error.
 */
struct program *program_build(const struct build_options *options, struct error *err);
void program_free(struct program *p);

/**
 * Removes the temporary folder now, once all that is needed was read: then nothing is left behind
 * even if heddle is killed while the program runs.
 */
void program_remove_folder(struct program *p);

/** Is addr inside the executable segment? */
static inline bool program_has_code(const struct program *p, uint64_t addr)
{
    return addr >= p->text_start && addr < p->text_end;
}

#endif
