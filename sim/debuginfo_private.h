/* SPDX-License-Identifier: MIT */
/*
 * What the debuginfo*.c files share.
 *
 *     debuginfo.c          the file: open, close
 *     debuginfo_symbols.c  ELF symbols, for what DWARF does not know
 *     debuginfo_index.c    one walk over all units: functions and variables, by address
 *     debuginfo_lines.c    pc -> file, line, function
 *     debuginfo_types.c    a type as naming needs it, made from DWARF when first asked for
 *     debuginfo_parts.c    type + offset -> ".head[3].value"
 *     debuginfo_values.c   type + number -> "BUSY"
 *     debuginfo_globals.c, debuginfo_locals.c, debuginfo_heap.c: address -> name
 *
 * A user's .so may carry broken DWARF: every result of libdw is checked, every walk is bounded.
 */
#ifndef SIM_DEBUGINFO_PRIVATE_H
#define SIM_DEBUGINFO_PRIVATE_H

#include "base/arena.h"
#include "base/vec.h"
#include "sim/debuginfo.h"
#include "sim/debuginfo_map.h"
#include "sim/program.h"

#include <elfutils/libdw.h>
#include <inttypes.h>
#include <libelf.h>

enum {
    DIE_DEPTH_MAX = 64,  /* nesting of scopes that is followed */
    TYPE_CHAIN_MAX = 64, /* typedef of const of typedef ... */
    TYPE_DEPTH_MAX = 32, /* struct in array in struct ... */
    TYPE_DIMENSIONS_MAX = 16,
    TYPE_MEMBERS_MAX = 1 << 16,
    FRAMES_MAX = 256,
};

#define INDEX_NONE UINT32_MAX

enum type_kind {
    TYPE_UNKNOWN, /* void, incomplete, or not understood */
    TYPE_BOOL,
    TYPE_CHAR, /* "char": printed as a character */
    TYPE_SIGNED,
    TYPE_UNSIGNED,
    TYPE_FLOAT,
    TYPE_ENUM,
    TYPE_POINTER,
    TYPE_FUNCTION,
    TYPE_STRUCT,
    TYPE_UNION,
    TYPE_ARRAY,
};

struct type_member {
    const char *name; /* NULL: anonymous struct or union */
    Dwarf_Die type_die;
    struct type *type;   /* NULL until asked for: type_of_member */
    uint64_t offset;     /* bytes from the start of the struct */
    uint64_t bit_offset; /* bits from the start of the struct; valid if bit_count > 0 */
    uint64_t bit_count;  /* 0 = not a bit-field */
};

struct type_enumerator {
    const char *name;
    uint64_t value;
};

struct type {
    enum type_kind kind;
    bool has_target, members_read;
    int8_t pointers; /* does it contain any?  -1 = not known yet */
    uint32_t serial; /* in order of creation */
    uint64_t bytes;  /* 0 = unknown; arrays: use type_bytes */
    uint64_t count;  /* of an array; 0 = unknown */
    Dwarf_Die die;
    Dwarf_Die target_die; /* pointee or element; valid if has_target */
    struct type *target;  /* NULL until asked for: type_target */
    VEC(struct type_member) members;
    VEC(struct type_enumerator) enumerators;
};

/* A global, static or thread-local variable. */
struct variable {
    uint64_t start, bytes; /* in the file; thread-local: offset in the block.  bytes 0 = unknown */
    const char *name;      /* as printed */
    struct type *type;     /* NULL: only a symbol is known */
    const char *scope;     /* of a static: its file or function; NULL for an external */
    uint32_t order;
};

/* A local variable or parameter. */
struct local {
    const char *name;
    struct type *type;
    int64_t offset; /* from the frame base, or from the frame pointer */
    bool from_fp;
    bool indirect;      /* its address is stored there (arrays of variable length) */
    uint64_t low, high; /* where it is in scope, in the file */
};

/* A stretch of code that belongs to a function. */
struct function {
    uint64_t low, high; /* in the file */
    const char *name;
    Dwarf_Die die;
    uint32_t unit; /* index in units */
    uint32_t order;
    bool locals_read;
    VEC(struct local) locals;
};

struct unit {
    Dwarf_Die die;
    char *folder; /* where the compiler ran, cleaned; "" if unknown */
};

struct symbol {
    uint64_t start, bytes; /* in the file */
    const char *name;
    bool is_local;
    uint32_t order;
};

/* How the canonical frame address follows from the frame pointer at a pc. */
enum cfa_rule { CFA_NOT_READ, CFA_UNKNOWN, CFA_FP_PLUS, CFA_LOADED_FROM_FP };

/* What is known of a pc; cached. */
struct place {
    struct source_site site;
    uint32_t function; /* index in functions, or INDEX_NONE */
    enum cfa_rule cfa;
    int64_t cfa_offset;
};

/* A pointer that was followed: elements of `type` from start to end, reached through the slot. */
struct reached {
    uint32_t parent;     /* index in reached, INDEX_NONE for a variable */
    struct type *type;   /* of one element; of a variable: its own */
    uint64_t slot;       /* address of the pointer, in the parent's memory */
    uint64_t start, end; /* of the memory that it leads to; of a variable: its own */
    const char *owner;   /* of a local variable: whose it is, else NULL */
    const char *name;    /* of a variable */
};

struct own_frames;

struct debuginfo {
    const struct program *program; /* borrowed */
    char *image;                   /* the file */
    size_t image_bytes;
    Elf *elf;       /* NULL: not an ELF file */
    Dwarf *dwarf;   /* NULL: no DWARF */
    Dwarf_CFI *cfi; /* NULL: none */
    struct arena arena;

    /* Index; each sorted by address. */
    VEC(struct unit) units;
    VEC(struct function) functions;
    VEC(struct variable) globals, tls;
    VEC(struct symbol) code_symbols, data_symbols, tls_symbols;

    struct debuginfo_map types_by_die; /* address of the DIE -> index in types */
    VEC(struct type *) types;
    struct debuginfo_map places_by_pc;
    VEC(struct place) places;
    VEC(char *) files;

    struct own_frames *own; /* heddle's own unwind tables; opened on first use */

    /* Scratch of debuginfo_heap. */
    struct debuginfo_map visited;
    VEC(struct reached) reached;
};

/* debuginfo_symbols.c */
void symbols_read(struct debuginfo *d);
/** The symbol that covers a file address, or NULL. */
#define symbols_find(vec, addr) symbols_find_in((vec)->items, (vec)->count, addr)
const struct symbol *symbols_find_in(const struct symbol *symbols, size_t count, uint64_t addr);

/* debuginfo_index.c */
void index_read(struct debuginfo *d);
/** Index of the function that covers a file address, or INDEX_NONE. */
uint32_t index_function(const struct debuginfo *d, uint64_t addr);
/** First and next child; false: no more.  Never goes backwards. */
bool die_first_child(Dwarf_Die *die, Dwarf_Die *out);
bool die_next(Dwarf_Die *die);
/** The address range of a scope: the hull of all its parts. */
bool die_range(Dwarf_Die *die, uint64_t *low, uint64_t *high);
/** Text that lives as long as d. */
const char *debuginfo_text(struct debuginfo *d, const char *text);

/* debuginfo_lines.c */
/** Borrowed until the next question. */
struct place *place_at(struct debuginfo *d, uint64_t pc);
/** A file name as the user gave it. */
const char *lines_file(struct debuginfo *d, uint32_t unit, const char *path);
/** "./a//b" -> "a/b"; owned by the caller. */
char *path_clean(const char *path);

/* debuginfo_types.c */
/** The type of a DIE with DW_AT_type, qualifiers and typedefs removed; never NULL. */
struct type *type_of(struct debuginfo *d, Dwarf_Die *die);
/** Pointee or element. */
struct type *type_target(struct debuginfo *d, struct type *type);
/** Reads the members of a struct or union, or the enumerators. */
void type_read_members(struct debuginfo *d, struct type *type);
struct type *type_of_member(struct debuginfo *d, struct type_member *member);
/** 0 = unknown. */
uint64_t type_bytes(struct debuginfo *d, struct type *type);
bool type_has_pointers(struct debuginfo *d, struct type *type);
/** A struct that ends in an array of unknown length. */
bool type_is_flexible(struct debuginfo *d, struct type *type);

/* debuginfo_parts.c */
struct part {
    struct type *type;
    bool exact;         /* the path names exactly the bytes asked for */
    bool is_bit_fields; /* bit-fields: the value is not that of one variable */
};
/** Appends the path to the part of `bytes` bytes at an offset in a type: ".head[3].value". */
void part_name(struct debuginfo *d, struct type *type, uint64_t offset, uint64_t bytes,
               struct str *out, struct part *part);
/** The type by which its value may be printed, or NULL. */
const struct type *part_type(const struct part *part);
void str_truncate(struct str *s, size_t bytes);

/* debuginfo_globals.c */
/** The variable that covers addr, or NULL. */
const struct variable *variable_find(const struct variable *variables, size_t count, uint64_t addr);

/* debuginfo_frames.c */
/** NULL is allowed. */
void own_frames_free(struct own_frames *own);

/* debuginfo_locals.c */
/* A local variable of a live frame. */
struct live_local {
    const struct local *local;
    uint64_t addr;
    uint64_t fp; /* of its frame */
    const char *function;
};
/** Calls visit for each variable in scope, innermost frame first, until it returns false. */
typedef bool (*local_visit)(void *context, const struct live_local *live);
void locals_each(struct debuginfo *d, const struct debuginfo_stack *stack, local_visit visit,
                 void *context);

#endif
