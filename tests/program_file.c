/* SPDX-License-Identifier: MIT */
#include "tests/program_file.h"

#include "base/check.h"
#include "base/str.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

static const char folder[] = "tests/programs";

void text_list_split(struct text_list *list, const char *text)
{
    while (*(text += strspn(text, " ")) != '\0') {
        size_t bytes = strcspn(text, " ");
        char *word = memory_copy_text(text);
        word[bytes] = '\0';
        vec_push(&list->words, word);
        text += bytes;
    }
}

void text_list_release(struct text_list *list)
{
    for (size_t i = 0; i < list->words.count; i++)
        free(list->words.items[i]);
    vec_release(&list->words);
}

/* "a\nb" with the two characters \n as a new line. */
static char *unescape(const char *text)
{
    struct str out = {0};
    for (; *text; text++) {
        bool newline = text[0] == '\\' && text[1] == 'n';
        str_append_bytes(&out, newline ? "\n" : text, 1);
        text += newline;
    }
    return str_take(&out);
}

static bool is_this_processor(const char *name)
{
    struct utsname system;
    return uname(&system) == 0 && strcmp(system.machine, name) == 0;
}

static void read_line(struct program_file *p, const char *key, const char *value)
{
    if (strcmp(key, "expect") == 0) {
        size_t bytes = strcspn(value, " ");
        p->verdicts = memory_copy_text(value);
        p->verdicts[bytes] = '\0';
        p->kinds = memory_copy_text(value[bytes] ? value + bytes + 1 : "-");
    } else if (strcmp(key, "options") == 0) {
        text_list_split(&p->options, value);
    } else if (strcmp(key, "args") == 0) {
        text_list_split(&p->arguments, value);
    } else if (strcmp(key, "stdin") == 0) {
        p->input = unescape(value);
    } else if (strcmp(key, "cc") == 0) {
        text_list_split(&p->cc, value);
    } else if (strcmp(key, "native") == 0) {
        p->native = strcmp(value, "none") == 0 ? NATIVE_NONE : NATIVE_COMPILES;
    } else if (strcmp(key, "arch") == 0) {
        p->foreign = !is_this_processor(value);
    }
}

static void read_head(struct program_file *p, const char *path)
{
    char line[512];
    FILE *file = fopen(path, "r");
    ASSERT(file != NULL);
    while (fgets(line, sizeof line, file) && strncmp(line, "// ", 3) == 0) {
        line[strcspn(line, "\n")] = '\0';
        char *colon = strstr(line, ": ");
        if (colon) {
            *colon = '\0';
            read_line(p, line + 3, colon + 2);
        }
    }
    fclose(file);
}

static int is_source(const struct dirent *entry)
{
    size_t bytes = strlen(entry->d_name);
    return bytes > 2 && strcmp(entry->d_name + bytes - 2, ".c") == 0;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && strcmp(entry->d_name, "libc") != 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* One file or one folder; adds nothing if it is neither a .c file nor a folder with a main.c. */
static void add_program(struct program_files *files, const char *name)
{
    struct program_file p = {0};
    struct str path = {0}, head = {0};
    struct dirent **entries = NULL;
    str_printf(&path, "%s/%s", folder, name);
    int count = scandir(str_text(&path), &entries, is_source, by_name);
    for (int i = 0; i < count; i++) {
        struct str file = {0};
        str_printf(&file, "%s/%s", str_text(&path), entries[i]->d_name);
        vec_push(&p.files.words, str_take(&file));
        free(entries[i]);
    }
    free(entries);
    size_t bytes = strlen(name);
    if (count < 0 && bytes > 2 && strcmp(name + bytes - 2, ".c") == 0)
        vec_push(&p.files.words, memory_copy_text(str_text(&path)));
    str_printf(&head, "%s%s", str_text(&path), count < 0 ? "" : "/main.c");
    if (p.files.words.count > 0) {
        p.name = memory_copy_text(name);
        read_head(&p, str_text(&head));
        vec_push(&files->items, p);
    }
    str_release(&path);
    str_release(&head);
}

void program_files_read(struct program_files *files)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_visible, by_name);
    ASSERT(count > 0);
    for (int i = 0; i < count; i++) {
        add_program(files, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

void program_files_release(struct program_files *files)
{
    for (size_t i = 0; i < files->items.count; i++) {
        struct program_file *p = &files->items.items[i];
        free(p->name);
        free(p->verdicts);
        free(p->kinds);
        free(p->input);
        text_list_release(&p->files);
        text_list_release(&p->options);
        text_list_release(&p->arguments);
        text_list_release(&p->cc);
    }
    vec_release(&files->items);
}
