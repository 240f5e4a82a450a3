/* SPDX-License-Identifier: MIT */
/*
 * Reading the assembly that a compiler generated: statement by statement, each with its source
 * line.
 *
 *     struct asm_cursor cursor;
 *     asm_cursor_init(&cursor, "a.c", text, bytes, ASM_HOST);
 *     while (asm_cursor_next(&cursor))
 *         ... cursor.statement, cursor.statement_bytes, cursor.inside ...
 *     asm_cursor_release(&cursor);
 *
 * Understands what gcc and clang write: `.file` and `.loc` directives, gcc's line markers inside
 * #APP
 * ... #NO_APP, clang's comments around assembly at file scope.
 */
#ifndef SIM_ASMTEXT_H
#define SIM_ASMTEXT_H

#include "base/vec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum asm_machine { ASM_X86_64, ASM_AARCH64 };

#ifdef __aarch64__
#define ASM_HOST ASM_AARCH64
#else
#define ASM_HOST ASM_X86_64
#endif

enum asm_inside {
    ASM_COMPILED, /* the compiler's own code and data */
    ASM_INLINE,   /* an asm statement in a function */
    ASM_TOP,      /* asm at file scope; the compiler's data may be in between */
};

enum asm_statement {
    ASM_LABEL, /* without its colon */
    ASM_DIRECTIVE,
    ASM_INSTRUCTION,
    ASM_BLOCK_END, /* an asm statement ended; has no text */
};

struct asm_cursor {
    /* The current statement, comments and blanks around it removed.  Borrowed from the text. */
    const char *statement;
    size_t statement_bytes;
    enum asm_statement kind;
    enum asm_inside inside;
    size_t line_offset; /* of the physical line in the text */

    /* private */
    const char *text, *end;
    const char *next_line;
    const char *rest, *rest_end; /* of the current physical line */
    enum asm_machine machine;
    VEC(char *) files;  /* by number, from .file; NULL: not seen */
    const char *source; /* the main file, as the user named it */
    char *marker_file;  /* of gcc's marker in #APP; NULL: none */
    uint32_t marker_line;
    uint32_t loc_file, loc_line;
    enum asm_inside next_inside;
    bool gcc_block; /* #APP stood in column 0, as gcc writes it */
};

/** source is the name of the main file; it and text are borrowed until release. */
void asm_cursor_init(struct asm_cursor *c, const char *source, const char *text, size_t bytes,
                     enum asm_machine machine);
void asm_cursor_release(struct asm_cursor *c);

/** Goes to the next statement; false at the end. */
bool asm_cursor_next(struct asm_cursor *c);

/** The source file of the current statement, borrowed until the next statement. */
const char *asm_cursor_file(const struct asm_cursor *c);
/** The source line of the current statement, 0 if unknown. */
uint32_t asm_cursor_line(const struct asm_cursor *c);

/** Is the current statement's first word `word`? */
bool asm_cursor_starts(const struct asm_cursor *c, const char *word);

#endif
