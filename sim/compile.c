/* SPDX-License-Identifier: MIT */
#include "sim/compile.h"

#include "base/check.h"
#include "sim/command.h"
#include "sim/compiler.h"
#include "sim/text_file.h"
#include "sim/verifier.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const char heddle_header_start[], heddle_header_end[];

/* Does a flag of the user concern linking?  Sets *takes_next if the next one belongs to it. */
static bool is_link_flag(const char *flag, bool *takes_next)
{
    *takes_next =
        strcmp(flag, "-l") == 0 || strcmp(flag, "-L") == 0 || strcmp(flag, "-Xlinker") == 0;
    return *takes_next || strncmp(flag, "-l", 2) == 0 || strncmp(flag, "-L", 2) == 0 ||
           strncmp(flag, "-Wl,", 4) == 0;
}

/* Flags that choose a variant of the machine matter to the compiler and to the linker. */
static bool is_machine_flag(const char *flag)
{
    return strncmp(flag, "-m", 2) == 0 && strcmp(flag, "-mllvm") != 0;
}

static void add_user_flags(const struct build_options *options, bool linking, struct words *words)
{
    for (int i = 0; i < options->flag_count; i++) {
        const char *flag = options->flags[i];
        bool takes_next;
        bool for_linker = is_link_flag(flag, &takes_next);
        bool wanted = for_linker == linking || is_machine_flag(flag);
        if (wanted)
            words_add(words, flag);
        if (takes_next && i + 1 < options->flag_count) {
            i++;
            if (wanted)
                words_add(words, options->flags[i]);
        }
    }
}

/*
 * __FILE__ is part of the loaded program (assert uses it), whose identity must not depend on the
 * directory that heddle is called from: cut folders off.  Debug information keeps them.
 */
static void add_prefix_map(struct words *words, const char *folder, size_t bytes)
{
    if (bytes > 0 && memchr(folder, '=', bytes) == NULL)
        words_format(words, "-fmacro-prefix-map=%.*s/=", (int)bytes, folder);
}

static void add_prefix_maps(const struct build_options *options, const char *source,
                            struct words *words)
{
    for (int i = 0; i < options->flag_count; i++) {
        const char *flag = options->flags[i];
        if (strncmp(flag, "-I", 2) != 0)
            continue;
        const char *folder = flag + 2;
        if (*folder == '\0' && i + 1 < options->flag_count)
            folder = options->flags[++i];
        size_t bytes = strlen(folder);
        while (bytes > 1 && folder[bytes - 1] == '/')
            bytes--;
        add_prefix_map(words, folder, bytes);
    }
    const char *slash = strrchr(source, '/');
    if (slash != NULL)
        add_prefix_map(words, source, (size_t)(slash - source));
}

/* A path that starts with a dash would be taken for an option. */
static void add_path(struct words *words, const char *path)
{
    if (path[0] == '-')
        words_format(words, "./%s", path);
    else
        words_add(words, path);
}

static void show_messages(const char *path)
{
    struct str text = {0};
    struct error ignored;
    if (text_file_read(path, &text, &ignored))
        fwrite(str_text(&text), 1, text.bytes, stderr);
    fflush(stderr);
    str_release(&text);
}

/* Scans a unit's assembly and puts the rewritten text in its place. */
static bool scan_unit(struct compile *c, const struct compile_unit *unit, struct error *err)
{
    struct str text = {0};
    bool ok = text_file_read(unit->assembly, &text, err);
    if (ok) {
        asmscan_text(&c->scan, unit->source, str_text(&text), text.bytes, ASM_HOST);
        if (c->scan.endless_loops > 0)
            ok = text_file_write(unit->assembly, str_text(&c->scan.rewritten),
                                 c->scan.rewritten.bytes, err);
    }
    str_release(&text);
    return ok;
}

/* announces: each function tells when it begins and ends. */
static bool compile_once(struct compile *c, const struct compiler *compiler,
                         const struct build_options *options, const struct compile_unit *unit,
                         bool announces, struct error *err)
{
    struct words words = {0};
    struct str messages = {0};
    str_printf(&messages, "%s/messages", c->folder);
    for (size_t i = 0; i < compiler->command.list.count; i++)
        words_add(&words, compiler->command.list.items[i]);
    compiler_instrument_before(compiler, &words);
    words_format(&words, "-I%s", c->folder);
    add_prefix_maps(options, unit->source, &words);
    add_user_flags(options, false, &words);
    compiler_instrument_after(compiler, &words);
    if (announces)
        words_add(&words, "-finstrument-functions");
    words_add(&words, "-o");
    words_add(&words, unit->assembly);
    add_path(&words, unit->source);
    words_add(&words, NULL);

    bool succeeded = false;
    bool ok = command_run(words.list.items, str_text(&messages), &succeeded, err);
    if (ok && !succeeded) {
        show_messages(str_text(&messages));
        ok = error_set(err, "%s does not compile; the compiler's message is above", unit->source);
    }
    words_release(&words);
    str_release(&messages);
    return ok;
}

static bool mentions_verifier(const struct compile_unit *unit)
{
    struct str text = {0};
    struct error ignored;
    bool found = text_file_read(unit->assembly, &text, &ignored) &&
                 verifier_is_mentioned(str_text(&text), text.bytes);
    str_release(&text);
    return found;
}

static bool compile_unit(struct compile *c, const struct compiler *compiler,
                         const struct build_options *options, const struct compile_unit *unit,
                         struct error *err)
{
    bool ok = compile_once(c, compiler, options, unit, false, err);
    if (ok && mentions_verifier(unit))
        ok = compile_once(c, compiler, options, unit, true, err);
    return ok && scan_unit(c, unit, err);
}

/* The C library's own archives hold nothing that a program's memory passes through. */
static bool is_system_archive(const char *name)
{
    static const char *const names[] = {"libgcc.a", "libpthread.a", "librt.a",
                                        "libdl.a",  "libm.a",       "libc_nonshared.a"};
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    return false;
}

/* What a linker said, without the lines of --trace: those hold nothing but a path. */
static void show_link_messages(const char *path)
{
    struct str text = {0};
    struct error ignored;
    bool read = text_file_read(path, &text, &ignored);
    for (const char *line = str_text(&text); read && *line;) {
        size_t bytes = strcspn(line, "\n");
        bool traced = line[0] == '/' && memmem(line, bytes, ": ", 2) == NULL;
        if (!traced)
            fprintf(stderr, "%.*s\n", (int)bytes, line);
        line += bytes + (line[bytes] == '\n');
    }
    fflush(stderr);
    str_release(&text);
}

/* The linker's --trace names each file it read on a line. */
static void collect_archives(struct compile *c, const char *messages)
{
    struct str text = {0};
    struct error ignored;
    if (text_file_read(messages, &text, &ignored)) {
        char *state = NULL;
        for (char *line = text.text ? strtok_r(text.text, "\n", &state) : NULL; line != NULL;
             line = strtok_r(NULL, "\n", &state)) {
            size_t bytes = strlen(line);
            const char *slash = strrchr(line, '/');
            const char *name = slash ? slash + 1 : line;
            if (bytes > 2 && strcmp(line + bytes - 2, ".a") == 0 && !is_system_archive(name))
                vec_push(&c->archives, memory_copy_text(name));
        }
    }
    str_release(&text);
}

static bool link_units(struct compile *c, const struct compiler *compiler,
                       const struct build_options *options, struct error *err)
{
    struct words words = {0};
    struct str messages = {0};
    str_printf(&messages, "%s/messages", c->folder);
    for (size_t i = 0; i < compiler->command.list.count; i++)
        words_add(&words, compiler->command.list.items[i]);
    compiler_link(compiler, &words);
    words_add(&words, "-Wl,--trace");
    words_add(&words, "-o");
    words_add(&words, c->shared_object);
    for (size_t i = 0; i < c->units.count; i++) {
        const struct compile_unit *unit = &c->units.items[i];
        add_path(&words, unit->assembly ? unit->assembly : unit->source);
    }
    add_user_flags(options, true, &words);
    for (int i = 0; i < options->lib_count; i++)
        words_add(&words, options->libs[i]);
    words_add(&words, "-lgcc");
    words_add(&words, NULL);

    bool succeeded = false;
    bool ok = command_run(words.list.items, str_text(&messages), &succeeded, err);
    if (ok && !succeeded) {
        show_link_messages(str_text(&messages));
        ok = error_set(err, "%s %s not link; the linker's message is above",
                       c->units.items[0].source,
                       c->units.count > 1 ? "and the other files do" : "does");
    }
    if (ok)
        collect_archives(c, str_text(&messages));
    words_release(&words);
    str_release(&messages);
    return ok;
}

static bool make_folder(struct compile *c, struct error *err)
{
    const char *parent = getenv("TMPDIR");
    struct str path = {0};
    str_printf(&path, "%s/heddle-XXXXXX", parent && parent[0] ? parent : "/tmp");
    char *folder = str_take(&path);
    if (mkdtemp(folder) == NULL) {
        error_set(err, "cannot make a temporary folder %s (%s): set TMPDIR to a writable one",
                  folder, strerror(errno));
        free(folder);
        return false;
    }
    c->folder = folder;
    str_printf(&path, "%s/program.so", folder);
    c->shared_object = str_take(&path);
    str_printf(&path, "%s/heddle.h", folder);
    bool ok = text_file_write(str_text(&path), heddle_header_start,
                              (size_t)(heddle_header_end - heddle_header_start), err);
    str_release(&path);
    return ok;
}

static bool has_suffix(const char *path, const char *suffix)
{
    size_t bytes = strlen(path);
    size_t tail = strlen(suffix);
    return bytes > tail && strcmp(path + bytes - tail, suffix) == 0;
}

static void add_units(struct compile *c, const struct build_options *options)
{
    for (int i = 0; i < options->file_count; i++) {
        struct compile_unit unit = {.source = options->files[i]};
        if (!has_suffix(unit.source, ".o") && !has_suffix(unit.source, ".a")) {
            struct str path = {0};
            str_printf(&path, "%s/%d.s", c->folder, i);
            unit.assembly = str_take(&path);
        }
        vec_push(&c->units, unit);
    }
}

bool compile_program(struct compile *c, const struct build_options *options, struct error *err)
{
    ASSERT(options->file_count > 0);
    *c = (struct compile){0};
    if (!make_folder(c, err))
        return false;
    add_units(c, options);
    struct compiler compiler;
    bool ok = compiler_init(&compiler, options->compiler, c->folder, err);
    c->by_clang = ok && compiler.is_clang;
    for (size_t i = 0; ok && i < c->units.count; i++) {
        if (c->units.items[i].assembly != NULL)
            ok = compile_unit(c, &compiler, options, &c->units.items[i], err);
    }
    ok = ok && link_units(c, &compiler, options, err);
    compiler_release(&compiler);
    return ok;
}

void compile_remove_folder(const char *folder)
{
    DIR *list = opendir(folder);
    if (list == NULL)
        return;
    const struct dirent *entry;
    while ((entry = readdir(list)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(list), entry->d_name, 0);
    }
    closedir(list);
    rmdir(folder);
}

void compile_release(struct compile *c)
{
    if (c->folder != NULL)
        compile_remove_folder(c->folder);
    free(c->folder);
    free(c->shared_object);
    for (size_t i = 0; i < c->units.count; i++)
        free(c->units.items[i].assembly);
    vec_release(&c->units);
    asmscan_release(&c->scan);
    for (size_t i = 0; i < c->archives.count; i++)
        free(c->archives.items[i]);
    vec_release(&c->archives);
    *c = (struct compile){0};
}

bool compile_find_symbol(const struct compile *c, const char *symbol, struct str *file,
                         uint32_t *line)
{
    bool found = false;
    for (size_t i = 0; !found && i < c->units.count; i++) {
        struct str text = {0};
        struct error ignored;
        const struct compile_unit *unit = &c->units.items[i];
        if (unit->assembly != NULL && text_file_read(unit->assembly, &text, &ignored))
            found = asmscan_find_symbol(unit->source, str_text(&text), text.bytes, ASM_HOST, symbol,
                                        file, line);
        str_release(&text);
    }
    return found;
}
