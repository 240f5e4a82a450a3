/* SPDX-License-Identifier: MIT */
/*
 * The surface: what a program may call, from one table.
 *
 * A program's undefined symbols are bound to this table when it is loaded (image.h); symbols that the
 * program defines itself stay its own.  The same table generates docs/supported.md (heddle list
 * --functions).  A symbol that is not here is reported by name and source line before anything runs.
 *
 * Each file under sim/posix/ exports one array; surface.c lists the arrays.
 */
#ifndef SIM_SURFACE_H
#define SIM_SURFACE_H

#include <stddef.h>

enum surface_kind {
    SURFACE_MODELLED,    /* heddle's own implementation */
    SURFACE_PURE,        /* the host's function, as is: depends on its arguments only, no memory */
    SURFACE_DATA,        /* a variable such as stdout or optarg */
    SURFACE_HOOK,        /* inserted by the compiler; not listed in the documentation */
    SURFACE_UNSUPPORTED, /* known, not modelled: note says what to do instead */
};

struct surface_entry {
    const char *name;   /* as the program spells it */
    const void *target; /* NULL for SURFACE_PURE (looked up in the host) and SURFACE_UNSUPPORTED */
    const char *header; /* "pthread.h" */
    const char *note;   /* one sentence on semantics, limits, or what to do; NULL if as POSIX says */
    enum surface_kind kind;
};

#define SURFACE(symbol, header, note)                                                              \
    {                                                                                              \
        #symbol, (const void *)hd_##symbol, header, note, SURFACE_MODELLED                         \
    }
#define SURFACE_AS(name, target, header, note)                                                     \
    {                                                                                              \
        name, (const void *)target, header, note, SURFACE_MODELLED                                 \
    }
#define SURFACE_HOST(symbol, header)                                                               \
    {                                                                                              \
        #symbol, NULL, header, NULL, SURFACE_PURE                                                  \
    }
#define SURFACE_VARIABLE(name, target, header, note)                                               \
    {                                                                                              \
        name, (const void *)target, header, note, SURFACE_DATA                                     \
    }
#define SURFACE_NOT_YET(name, header, advice)                                                      \
    {                                                                                              \
        name, NULL, header, advice, SURFACE_UNSUPPORTED                                            \
    }

struct surface_part {
    const char *title; /* of a section in docs/supported.md: "Mutexes" */
    const struct surface_entry *entries;
    const size_t *count; /* a pointer: each part's file knows its own number */
};

/* All parts, in documentation order; ends with a part whose title is NULL. */
extern const struct surface_part surface_parts[];

/** The entry of that name, or NULL. */
const struct surface_entry *surface_find(const char *name);

#endif
