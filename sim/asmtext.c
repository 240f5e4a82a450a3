/* SPDX-License-Identifier: MIT */
#include "sim/asmtext.h"

#include "base/check.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MAX = 65536 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$' || c == '@';
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at;
}

static bool starts_with(const char *at, const char *end, const char *word)
{
    size_t bytes = strlen(word);
    return (size_t)(end - at) >= bytes && memcmp(at, word, bytes) == 0;
}

static bool contains(const char *at, const char *end, const char *words)
{
    return memmem(at, (size_t)(end - at), words, strlen(words)) != NULL;
}

void asm_cursor_init(struct asm_cursor *c, const char *source, const char *text, size_t bytes,
                     enum asm_machine machine)
{
    ASSERT(source != NULL && text != NULL);
    *c = (struct asm_cursor){
        .source = source, .text = text, .end = text + bytes, .machine = machine};
    c->next_line = c->rest = c->rest_end = text;
}

void asm_cursor_release(struct asm_cursor *c)
{
    for (size_t i = 0; i < c->files.count; i++)
        free(c->files.items[i]);
    vec_release(&c->files);
    free(c->marker_file);
    *c = (struct asm_cursor){0};
}

/* A decimal number at *at, which is moved behind it; capped far below overflow. */
static uint32_t read_number(const char **at, const char *end)
{
    uint32_t number = 0;
    *at = skip_blanks(*at, end);
    for (; *at < end && isdigit((unsigned char)**at); (*at)++) {
        if (number < 100000000)
            number = number * 10 + (uint32_t)(**at - '0');
    }
    return number;
}

/* The string in double quotes at *at, which is moved behind it.  NULL: there is none.  Owned. */
static char *read_string(const char **at, const char *end)
{
    const char *from = skip_blanks(*at, end);
    if (from == end || *from != '"')
        return NULL;
    char *text = memory_new((size_t)(end - from) + 1, 1);
    size_t bytes = 0;
    for (from++; from < end && *from != '"'; from++) {
        if (*from == '\\' && from + 1 < end)
            from++;
        text[bytes++] = *from;
    }
    *at = from < end ? from + 1 : end;
    return text;
}

/* dir/name, unless that is the main file, which keeps the name that the user gave it. */
static char *join_path(const struct asm_cursor *c, const char *folder, const char *name)
{
    size_t bytes = strlen(folder) + strlen(name) + 2;
    char *path = memory_new(bytes, 1);
    snprintf(path, bytes, "%s/%s", folder, name);
    size_t tail = strlen(c->source);
    size_t all = strlen(path);
    if (all > tail && path[all - tail - 1] == '/' && strcmp(path + all - tail, c->source) == 0) {
        free(path);
        return memory_copy_text(c->source);
    }
    return path;
}

/* .file 1 "a.c"   .file 1 "folder" "a.c" md5 0x...   An unnumbered one says nothing new. */
static void read_file_directive(struct asm_cursor *c)
{
    const char *end = c->statement + c->statement_bytes;
    const char *at = skip_blanks(c->statement + strlen(".file"), end);
    if (at == end || !isdigit((unsigned char)*at))
        return;
    uint32_t number = read_number(&at, end);
    char *first = read_string(&at, end);
    char *second = read_string(&at, end);
    if (first != NULL && number < FILES_MAX) {
        while (c->files.count <= number)
            vec_push(&c->files, NULL);
        free(c->files.items[number]);
        if (second != NULL && second[0] != '/' && number != 0) {
            c->files.items[number] = join_path(c, first, second);
        } else {
            c->files.items[number] = memory_copy_text(second != NULL ? second : first);
        }
    }
    free(first);
    free(second);
}

/* .loc FILE LINE ... */
static void read_loc_directive(struct asm_cursor *c)
{
    const char *end = c->statement + c->statement_bytes;
    const char *at = c->statement + strlen(".loc");
    c->loc_file = read_number(&at, end);
    c->loc_line = read_number(&at, end);
}

/* Emits the end of an asm statement. */
static bool end_block(struct asm_cursor *c, enum asm_inside after)
{
    bool was_open = c->inside != ASM_COMPILED;
    c->next_inside = after;
    if (!was_open)
        return false;
    c->statement = c->rest_end;
    c->statement_bytes = 0;
    c->kind = ASM_BLOCK_END;
    return true;
}

/* gcc's `# 7 "a.c" 1` opens an asm statement and `# 0 "" 2` closes it. */
static bool read_marker(struct asm_cursor *c, const char *at)
{
    const char *end = c->rest_end;
    uint32_t line = read_number(&at, end);
    char *file = read_string(&at, end);
    if (file == NULL)
        return false;
    if (line == 0) {
        free(file);
        return c->inside == ASM_INLINE && end_block(c, ASM_TOP);
    }
    free(c->marker_file);
    c->marker_file = file;
    c->marker_line = line;
    c->inside = c->next_inside = ASM_INLINE;
    return false;
}

/*
 * Looks at the comments that say where inline assembly begins and ends.  True: the cursor now
 * stands on ASM_BLOCK_END.
 */
static bool read_comment_line(struct asm_cursor *c, const char *line)
{
    const char *at = skip_blanks(c->rest, c->rest_end);
    if (at == c->rest_end || (*at != '#' && *at != '/'))
        return false;
    const char *word = at;
    while (word < c->rest_end && (*word == '#' || *word == '/'))
        word++;
    const char *end = c->rest_end;
    while (end > word && is_blank(end[-1]))
        end--;
    if (end - word == 3 && starts_with(word, end, "APP")) {
        c->gcc_block = at == line;
        c->inside = c->next_inside = c->gcc_block ? ASM_TOP : ASM_INLINE;
        return false;
    }
    if (end - word == 6 && starts_with(word, end, "NO_APP"))
        return end_block(c, ASM_COMPILED);
    if (contains(word, end, "Start of file scope inline assembly")) {
        c->gcc_block = false;
        c->inside = c->next_inside = ASM_TOP;
        return false;
    }
    if (contains(word, end, "End of file scope inline assembly"))
        return end_block(c, ASM_COMPILED);
    if (c->gcc_block && c->inside != ASM_COMPILED && at == line && *at == '#')
        return read_marker(c, word);
    return false;
}

/* Where the statement at `at` ends: at a separator, a comment, or the end of the line. */
static const char *statement_end(const struct asm_cursor *c, const char *at)
{
    for (; at < c->rest_end; at++) {
        if (*at == '"') {
            for (at++; at < c->rest_end && *at != '"'; at++) {
                if (*at == '\\' && at + 1 < c->rest_end)
                    at++;
            }
            if (at == c->rest_end)
                return at;
        } else if (*at == ';' || (*at == '#' && c->machine == ASM_X86_64)) {
            return at;
        } else if (*at == '/' && at + 1 < c->rest_end &&
                   (at[1] == '*' || (at[1] == '/' && c->machine == ASM_AARCH64))) {
            return at;
        }
    }
    return at;
}

/* The physical line that holds `at` becomes the current one, from `at` on. */
static void take_line(struct asm_cursor *c, const char *at)
{
    const char *newline = memchr(at, '\n', (size_t)(c->end - at));
    c->rest = at;
    c->rest_end = newline ? newline : c->end;
    c->next_line = newline ? newline + 1 : c->end;
}

/* Moves `rest` over what ended a statement: a separator or a comment. */
static void skip_separator(struct asm_cursor *c, const char *at)
{
    if (at < c->rest_end && *at == ';') {
        c->rest = at + 1;
    } else if (at + 1 < c->rest_end && at[0] == '/' && at[1] == '*') {
        const char *close = memmem(at + 2, (size_t)(c->end - at - 2), "*/", 2);
        take_line(c, close ? close + 2 : c->end);
    } else {
        c->rest = c->rest_end;
    }
}

/* Takes a label off the front of the current line. */
static bool read_label(struct asm_cursor *c, const char *at)
{
    const char *end = at;
    while (end < c->rest_end && is_name(*end))
        end++;
    if (end == at || end == c->rest_end || *end != ':')
        return false;
    c->statement = at;
    c->statement_bytes = (size_t)(end - at);
    c->kind = ASM_LABEL;
    c->rest = end + 1;
    return true;
}

/* The next statement of the current physical line. */
static bool next_in_line(struct asm_cursor *c)
{
    while (c->rest < c->rest_end) {
        const char *at = skip_blanks(c->rest, c->rest_end);
        if (c->machine == ASM_AARCH64 && at < c->rest_end && *at == '#') {
            c->rest = c->rest_end;
            return false;
        }
        if (read_label(c, at))
            return true;
        const char *end = statement_end(c, at);
        skip_separator(c, end);
        while (end > at && is_blank(end[-1]))
            end--;
        if (end == at)
            continue;
        c->statement = at;
        c->statement_bytes = (size_t)(end - at);
        c->kind = *at == '.' ? ASM_DIRECTIVE : ASM_INSTRUCTION;
        if (asm_cursor_starts(c, ".file"))
            read_file_directive(c);
        else if (asm_cursor_starts(c, ".loc"))
            read_loc_directive(c);
        return true;
    }
    return false;
}

bool asm_cursor_next(struct asm_cursor *c)
{
    ASSERT(c->text != NULL);
    for (;;) {
        c->inside = c->next_inside;
        if (next_in_line(c))
            return true;
        if (c->next_line >= c->end)
            return false;
        take_line(c, c->next_line);
        c->line_offset = (size_t)(c->rest - c->text);
        if (read_comment_line(c, c->rest)) {
            c->rest = c->rest_end;
            return true;
        }
    }
}

const char *asm_cursor_file(const struct asm_cursor *c)
{
    const char *file = NULL;
    if (c->inside == ASM_INLINE && c->gcc_block)
        file = c->marker_file;
    else if (c->inside != ASM_TOP && c->loc_file < c->files.count)
        file = c->files.items[c->loc_file];
    return file ? file : c->source;
}

uint32_t asm_cursor_line(const struct asm_cursor *c)
{
    if (c->inside == ASM_INLINE && c->gcc_block)
        return c->marker_line;
    return c->inside == ASM_TOP ? 0 : c->loc_line;
}

bool asm_cursor_starts(const struct asm_cursor *c, const char *word)
{
    size_t bytes = strlen(word);
    return c->statement_bytes >= bytes && memcmp(c->statement, word, bytes) == 0 &&
           (c->statement_bytes == bytes || is_blank(c->statement[bytes]));
}
