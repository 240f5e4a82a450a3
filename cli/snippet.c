/* SPDX-License-Identifier: MIT */
#include "cli/snippet.h"

#include <stdio.h>
#include <string.h>

enum { SNIPPET_FILE_BYTES_MAX = 8 << 20, SNIPPET_BYTES_MAX = 160 };

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return NULL;
    struct str content = {0};
    char buffer[4096];
    size_t bytes;
    while ((bytes = fread(buffer, 1, sizeof buffer, file)) > 0 &&
           content.bytes < SNIPPET_FILE_BYTES_MAX)
        str_append_bytes(&content, buffer, bytes);
    fclose(file);
    return str_take(&content);
}

static const char *content_of(struct snippets *snippets, const char *path)
{
    for (size_t i = 0; i < snippets->files.count; i++)
        if (strcmp(snippets->files.items[i].path, path) == 0)
            return snippets->files.items[i].content;
    struct snippet_file file = {memory_copy_text(path), read_file(path)};
    vec_push(&snippets->files, file);
    return file.content;
}

bool snippet_line(struct snippets *snippets, const char *path, uint32_t line, struct str *out)
{
    const char *at = line > 0 ? content_of(snippets, path) : NULL;
    for (; at && line > 1; line--) {
        at = strchr(at, '\n');
        at = at ? at + 1 : NULL;
    }
    if (at == NULL)
        return false;
    at += strspn(at, " \t");
    size_t bytes = strcspn(at, "\r\n");
    if (bytes > SNIPPET_BYTES_MAX)
        bytes = SNIPPET_BYTES_MAX;
    if (bytes == 0)
        return false;
    size_t start = out->bytes;
    str_append_bytes(out, at, bytes);
    for (size_t i = start; i < out->bytes; i++)
        if ((unsigned char)out->text[i] < ' ' || out->text[i] == 0x7f)
            out->text[i] = ' ';
    return true;
}

void snippets_release(struct snippets *snippets)
{
    for (size_t i = 0; i < snippets->files.count; i++) {
        free(snippets->files.items[i].path);
        free(snippets->files.items[i].content);
    }
    vec_release(&snippets->files);
}
