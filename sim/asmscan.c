/* SPDX-License-Identifier: MIT */
#include "sim/asmscan.h"

#include "base/check.h"
#include "sim/asminsn.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { UNKNOWN_RUN = UINT32_MAX, CHAIN_MAX = 32 };

struct label {
    const char *name;
    size_t bytes;
    uint32_t run;
};

/* Labels and padding that end in an unconditional jump. */
struct run {
    const char *target;
    size_t target_bytes;
    size_t offset; /* of the line of the jump */
};

struct scanner {
    struct asmscan *scan;
    struct asm_cursor cursor;
    struct str prefix; /* "lock" or "rep", waiting for its instruction */
    bool block_found;  /* this asm statement has its finding already */
    VEC(struct label) labels;
    VEC(struct run) runs;
    size_t run_labels; /* labels[run_labels ...] belong to the run under construction */
};

/* Adds a finding unless one of that place and kind is there (a header's, or an inlined one). */
static void add_finding(struct scanner *s, enum asm_problem problem, const char *what)
{
    const char *file = asm_cursor_file(&s->cursor);
    uint32_t line = problem == ASM_PROBLEM_STACK ? 0 : asm_cursor_line(&s->cursor);
    for (size_t i = 0; i < s->scan->findings.count; i++) {
        const struct asm_finding *old = &s->scan->findings.items[i];
        if (old->line == line && old->problem == problem && strcmp(old->file, file) == 0 &&
            strcmp(old->what, what) == 0)
            return;
    }
    struct asm_finding finding = {.file = memory_copy_text(file),
                                  .line = line,
                                  .what = memory_copy_text(what),
                                  .problem = problem};
    vec_push(&s->scan->findings, finding);
}

/* The instruction's name with its prefix: "lock cmpxchg".  Clears the prefix. */
static void add_instruction(struct scanner *s, enum asm_problem problem)
{
    const struct asm_cursor *c = &s->cursor;
    struct str what = {0};
    if (s->prefix.bytes > 0)
        str_printf(&what, "%s ", str_text(&s->prefix));
    size_t words = 0;
    size_t bytes = 0;
    size_t wanted = asm_cursor_starts(c, "lock") || asm_cursor_starts(c, "rep") ||
                            asm_cursor_starts(c, "repz") || asm_cursor_starts(c, "repnz")
                        ? 2
                        : 1;
    for (; bytes < c->statement_bytes && bytes < 40; bytes++) {
        if (isspace((unsigned char)c->statement[bytes]) && ++words == wanted)
            break;
    }
    str_append_bytes(&what, c->statement, bytes);
    add_finding(s, problem, str_text(&what));
    str_release(&what);
}

/* Code that the user wrote in assembly. */
static void scan_inline(struct scanner *s)
{
    const struct asm_cursor *c = &s->cursor;
    enum asm_effect effect = asm_effect_of(c->statement, c->statement_bytes, c->machine);
    if (effect == ASM_PREFIX) {
        str_clear(&s->prefix);
        str_append_bytes(&s->prefix, c->statement, c->statement_bytes);
        return;
    }
    bool locked = strncmp(str_text(&s->prefix), "lock", 4) == 0;
    bool bad = effect == ASM_UNINSTRUMENTED || effect == ASM_VARYING || locked ||
               (s->prefix.bytes > 0 && effect != ASM_PADDING && !asm_cursor_starts(c, "ret"));
    /* At file scope there are no statements to tell apart: one finding stands for all. */
    if (bad && !s->block_found) {
        add_instruction(s, effect == ASM_VARYING ? ASM_PROBLEM_VARYING : ASM_PROBLEM_MEMORY);
        s->block_found = true;
    }
    str_clear(&s->prefix);
}

/* Bytes that the user wrote in place of an instruction. */
static bool is_code_directive(const struct asm_cursor *c)
{
    static const char *const names[] = {".byte", ".word", ".short",  ".hword",  ".long",  ".int",
                                        ".quad", ".inst", ".2byte",  ".4byte",  ".8byte", ".value",
                                        ".octa", ".insn", ".incbin", ".include"};
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (asm_cursor_starts(c, names[i]))
            return true;
    }
    return false;
}

static void scan_directive(struct scanner *s)
{
    const struct asm_cursor *c = &s->cursor;
    if (c->inside == ASM_INLINE && is_code_directive(c) && !s->block_found) {
        add_instruction(s, ASM_PROBLEM_MEMORY);
        s->block_found = true;
    }
    if (asm_cursor_starts(c, ".section") &&
        memmem(c->statement, c->statement_bytes, ".note.GNU-stack,\"x\"", 19) != NULL)
        add_finding(s, ASM_PROBLEM_STACK, "the address of a nested function");
}

static void run_abandon(struct scanner *s)
{
    s->labels.count = s->run_labels;
}

/* Feeds the search for endless loops with the current statement. */
static void run_feed(struct scanner *s)
{
    const struct asm_cursor *c = &s->cursor;
    if (c->kind == ASM_BLOCK_END)
        return;
    if (c->kind == ASM_LABEL) {
        struct label label = {c->statement, c->statement_bytes, UNKNOWN_RUN};
        vec_push(&s->labels, label);
        return;
    }
    if (c->kind == ASM_DIRECTIVE) {
        bool keeps = asm_cursor_starts(c, ".loc") || asm_cursor_starts(c, ".file") ||
                     asm_cursor_starts(c, ".p2align") || asm_cursor_starts(c, ".align") ||
                     (c->statement_bytes > 5 && memcmp(c->statement, ".cfi_", 5) == 0);
        if (!keeps)
            run_abandon(s);
        return;
    }
    enum asm_effect effect = asm_effect_of(c->statement, c->statement_bytes, c->machine);
    if (effect == ASM_PADDING)
        return;
    struct run run = {.offset = c->line_offset};
    if (s->labels.count > s->run_labels && c->inside == ASM_COMPILED &&
        asm_jump_target(c->statement, c->statement_bytes, c->machine, &run.target,
                        &run.target_bytes)) {
        for (size_t i = s->run_labels; i < s->labels.count; i++)
            s->labels.items[i].run = (uint32_t)s->runs.count;
        s->run_labels = s->labels.count;
        vec_push(&s->runs, run);
        return;
    }
    run_abandon(s);
}

/* The run that a jump to `name` enters. */
static uint32_t run_of_label(const struct scanner *s, const char *name, size_t bytes)
{
    for (size_t i = 0; i < s->run_labels; i++) {
        const struct label *label = &s->labels.items[i];
        if (label->bytes == bytes && memcmp(label->name, name, bytes) == 0)
            return label->run;
    }
    return UNKNOWN_RUN;
}

/* Do the jumps from this run lead back to it, through runs alone? */
static bool run_is_endless(const struct scanner *s, uint32_t index)
{
    uint32_t at = index;
    for (int i = 0; i < CHAIN_MAX; i++) {
        at = run_of_label(s, s->runs.items[at].target, s->runs.items[at].target_bytes);
        if (at == index)
            return true;
        if (at == UNKNOWN_RUN)
            return false;
    }
    return false;
}

/*
 * The call never returns, so registers may be overwritten; but the red zone below the stack pointer
 * holds variables that a debugger or a report may still want, and the stack may not be aligned.
 */
static const char *forever_call(enum asm_machine machine)
{
    return machine == ASM_X86_64 ? "\tsubq\t$128, %rsp\n"
                                   "\tandq\t$-16, %rsp\n"
                                   "\tcall\t__heddle_forever@PLT\n"
                                 : "\tbl\t__heddle_forever\n";
}

static void rewrite(struct scanner *s)
{
    struct asmscan *scan = s->scan;
    size_t done = 0;
    for (uint32_t i = 0; i < s->runs.count; i++) {
        if (!run_is_endless(s, i))
            continue;
        size_t offset = s->runs.items[i].offset;
        str_append_bytes(&scan->rewritten, s->cursor.text + done, offset - done);
        str_append(&scan->rewritten, forever_call(s->cursor.machine));
        done = offset;
        scan->endless_loops++;
    }
    if (scan->endless_loops > 0)
        str_append_bytes(&scan->rewritten, s->cursor.text + done,
                         (size_t)(s->cursor.end - s->cursor.text) - done);
}

static void scan_statement(struct scanner *s)
{
    struct asm_cursor *c = &s->cursor;
    if (c->kind == ASM_BLOCK_END) {
        s->block_found = false;
        str_clear(&s->prefix);
    } else if (c->kind == ASM_DIRECTIVE) {
        scan_directive(s);
    } else if (c->kind == ASM_INSTRUCTION && c->inside != ASM_COMPILED) {
        scan_inline(s);
    } else if (c->kind == ASM_INSTRUCTION &&
               asm_effect_unannounced(c->statement, c->statement_bytes, c->machine)) {
        bool varying = asm_effect_of(c->statement, c->statement_bytes, c->machine) == ASM_VARYING;
        add_instruction(s, varying ? ASM_PROBLEM_VARYING : ASM_PROBLEM_MEMORY);
    }
    run_feed(s);
}

void asmscan_text(struct asmscan *scan, const char *source, const char *text, size_t bytes,
                  enum asm_machine machine)
{
    ASSERT(scan != NULL);
    str_clear(&scan->rewritten);
    scan->endless_loops = 0;
    struct scanner s = {.scan = scan};
    asm_cursor_init(&s.cursor, source, text, bytes, machine);
    while (asm_cursor_next(&s.cursor))
        scan_statement(&s);
    run_abandon(&s);
    rewrite(&s);
    asm_cursor_release(&s.cursor);
    str_release(&s.prefix);
    vec_release(&s.labels);
    vec_release(&s.runs);
}

void asmscan_release(struct asmscan *scan)
{
    for (size_t i = 0; i < scan->findings.count; i++) {
        free(scan->findings.items[i].file);
        free(scan->findings.items[i].what);
    }
    vec_release(&scan->findings);
    str_release(&scan->rewritten);
}

static bool is_symbol_char(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$';
}

/* Does the statement use the symbol as a whole word? */
static bool mentions(const char *at, size_t bytes, const char *symbol)
{
    size_t wanted = strlen(symbol);
    const char *end = at + bytes;
    for (const char *hit = at; (hit = memmem(hit, (size_t)(end - hit), symbol, wanted)) != NULL;
         hit++) {
        bool starts = hit == at || !is_symbol_char(hit[-1]);
        bool ends = hit + wanted == end || !is_symbol_char(hit[wanted]);
        if (starts && ends)
            return true;
    }
    return false;
}

bool asmscan_find_symbol(const char *source, const char *text, size_t bytes,
                         enum asm_machine machine, const char *symbol, struct str *file,
                         uint32_t *line)
{
    ASSERT(symbol != NULL);
    struct asm_cursor c;
    bool in_code = false;
    bool in_data = false;
    asm_cursor_init(&c, source, text, bytes, machine);
    while (!in_code && asm_cursor_next(&c)) {
        bool code = c.kind == ASM_INSTRUCTION;
        bool data = asm_cursor_starts(&c, ".quad") || asm_cursor_starts(&c, ".xword");
        if ((!code && !data) || !mentions(c.statement, c.statement_bytes, symbol))
            continue;
        in_code = code;
        in_data |= data;
        if (code) {
            str_append(file, asm_cursor_file(&c));
            *line = asm_cursor_line(&c);
        }
    }
    if (in_data && !in_code) {
        str_append(file, source);
        *line = 0;
    }
    asm_cursor_release(&c);
    return in_code || in_data;
}
