/* SPDX-License-Identifier: MIT */
#include "sim/program.h"

#include "base/check.h"
#include "base/hash.h"
#include "sim/compile.h"
#include "sim/debuginfo.h"
#include "sim/image.h"
#include "sim/text_file.h"
#include "sim/world.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool has_suffix(const char *path, const char *suffix)
{
    size_t bytes = strlen(path);
    size_t tail = strlen(suffix);
    return bytes > tail && strcmp(path + bytes - tail, suffix) == 0;
}

/* libx.so, libx.so.1 */
static bool is_shared_object(const char *path)
{
    return has_suffix(path, ".so") || strstr(base_name(path), ".so.") != NULL;
}

static bool is_object(const char *path)
{
    return has_suffix(path, ".o") || has_suffix(path, ".a");
}

static bool check_file(const char *path, struct error *err)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return error_set(err, "cannot read %s: %s", path, strerror(errno));
    if (S_ISDIR(status.st_mode))
        return error_set(err, "%s is a directory: name the .c files in it", path);
    if (!S_ISREG(status.st_mode))
        return error_set(err, "%s is not a regular file", path);
    if (access(path, R_OK) != 0)
        return error_set(err, "cannot read %s: %s", path, strerror(errno));
    if (!has_suffix(path, ".c") && !has_suffix(path, ".i") && !is_object(path) &&
        !is_shared_object(path))
        return error_set(err, "%s is of an unknown kind: give .c, .i or .o files, or one .so",
                         path);
    return true;
}

static bool check_files(const struct build_options *options, struct error *err)
{
    if (options->file_count <= 0)
        return error_set(err, "no program: give .c, .i or .o files, or one .so");
    for (int i = 0; i < options->file_count; i++) {
        if (!check_file(options->files[i], err))
            return false;
        if (is_shared_object(options->files[i]) && options->file_count > 1)
            return error_set(err,
                             "%s is a whole program: give it alone, or name its sources instead",
                             options->files[i]);
    }
    return true;
}

static void assume(struct program *p, struct str *sentence)
{
    vec_push(&p->assumptions, str_take(sentence));
}

static void assume_compiled_elsewhere(struct program *p, const char *path, bool instrumented)
{
    struct str sentence = {0};
    p->uninstrumented |= !instrumented;
    p->unannounced |= !instrumented;
    if (instrumented)
        str_printf(&sentence,
                   "%s was compiled elsewhere: what its compiler did not instrument is "
                   "not seen",
                   path);
    else
        str_printf(&sentence,
                   "%s is not instrumented: its accesses to memory are not seen (compile "
                   "it with -fsanitize=thread)",
                   path);
    assume(p, &sentence);
}

/* clang 14 asks whether the address of the element escapes, not whether that of the array does. */
static void assume_clang(struct program *p)
{
    struct str sentence = {0};
    str_append(&sentence, "clang does not instrument some accesses of a function to its own arrays and "
                          "structs: races there may be missed (gcc instruments them)");
    assume(p, &sentence);
}

static bool mentions_hooks(const char *path)
{
    struct str text = {0};
    struct error ignored;
    bool found = text_file_read(path, &text, &ignored) &&
                 memmem(str_text(&text), text.bytes, "__tsan_", 7) != NULL;
    str_release(&text);
    return found;
}

static void describe_assembly(const struct asm_finding *finding, struct str *out)
{
    str_append(out, finding->problem == ASM_PROBLEM_STACK ? "" : "inline assembly at ");
    str_append(out, finding->file);
    if (finding->line > 0)
        str_printf(out, ":%u", finding->line);
    switch (finding->problem) {
    case ASM_PROBLEM_MEMORY:
        str_printf(out, " (%s) is not instrumented", finding->what);
        break;
    case ASM_PROBLEM_VARYING:
        str_printf(out, " (%s) may give something else in each execution", finding->what);
        break;
    case ASM_PROBLEM_STACK:
        str_printf(out, " needs an executable stack: %s is taken", finding->what);
        break;
    }
}

/* Inline assembly is refused, or named in the scope if the user allows it. */
static bool judge_assembly(struct program *p, const struct compile *build, bool allow,
                           struct error *err)
{
    struct str refused = {0};
    bool assembly = false;
    for (size_t i = 0; i < build->scan.findings.count; i++) {
        const struct asm_finding *finding = &build->scan.findings.items[i];
        struct str sentence = {0};
        describe_assembly(finding, &sentence);
        if (allow && finding->problem != ASM_PROBLEM_STACK) {
            str_append(&sentence, " (--allow-asm)");
            assume(p, &sentence);
            p->unannounced = true;
            continue;
        }
        assembly |= finding->problem != ASM_PROBLEM_STACK;
        if (refused.bytes + sentence.bytes < ERROR_BYTES_MAX - 256)
            str_printf(&refused, "%s%s", refused.bytes > 0 ? "\n" : "", str_text(&sentence));
        str_release(&sentence);
    }
    bool ok = refused.bytes == 0;
    if (!ok)
        error_unsupported(err, "%s%s", str_text(&refused),
                          assembly ? ": use <stdatomic.h>, or --allow-asm to run it unchecked"
                                   : ": make that function a global one");
    str_release(&refused);
    return ok;
}

/* A symbol that is not supported, with its place. */
struct complaint {
    const struct unbound *unbound;
    struct str file;
    uint32_t line;
};

static int compare_complaints(const void *left, const void *right)
{
    const struct complaint *a = left;
    const struct complaint *b = right;
    int order = strcmp(str_text(&a->file), str_text(&b->file));
    if (order == 0 && a->line != b->line)
        order = a->line < b->line ? -1 : 1;
    return order != 0 ? order : strcmp(a->unbound->symbol, b->unbound->symbol);
}

static void describe_complaint(const struct complaint *c, struct str *out)
{
    str_append(out, str_text(&c->file));
    if (c->line > 0)
        str_printf(out, ":%u", c->line);
    const char *note = c->unbound->note;
    if (note == NULL)
        str_printf(out, ": %s is not known: give the file or the library (-l) that defines it",
                   c->unbound->symbol);
    else
        str_printf(out, ": %s is not supported%s%s", c->unbound->symbol, note[0] ? ": " : "", note);
}

/* Reports all that could not be bound, by place. */
static bool report_unbound(const struct binder *binder, const struct compile *build,
                           const char *fallback, struct error *err)
{
    size_t count = binder->unbound.count;
    struct complaint *complaints = memory_new(count, sizeof *complaints);
    for (size_t i = 0; i < count; i++) {
        struct complaint *c = &complaints[i];
        c->unbound = &binder->unbound.items[i];
        if (!compile_find_symbol(build, c->unbound->symbol, &c->file, &c->line))
            str_append(&c->file, fallback);
    }
    qsort(complaints, count, sizeof *complaints, compare_complaints);
    struct str text = {0};
    if (count > 1)
        str_printf(&text, "the program needs %zu symbols that heddle does not have:", count);
    for (size_t i = 0; i < count; i++) {
        str_append(&text, count > 1 ? "\n" : "");
        if (text.bytes > ERROR_BYTES_MAX - 512) {
            str_printf(&text, "... and %zu more", count - i);
            break;
        }
        describe_complaint(&complaints[i], &text);
    }
    error_unsupported(err, "%s", str_text(&text));
    for (size_t i = 0; i < count; i++)
        str_release(&complaints[i].file);
    free(complaints);
    str_release(&text);
    return false;
}

static bool report_no_main(const struct build_options *options, struct error *err)
{
    struct str names = {0};
    for (int i = 0; i < options->file_count && names.bytes < ERROR_BYTES_MAX / 2; i++)
        str_printf(&names, "%s%s", i > 0 ? ", " : "", options->files[i]);
    error_set(err, "no function main in %s", str_text(&names));
    str_release(&names);
    return false;
}

/* "peterson" from "models/peterson.c" */
static char *name_of(const char *path)
{
    char *name = memory_copy_text(base_name(path));
    char *dot = strrchr(name, '.');
    if (dot != NULL && dot != name)
        *dot = '\0';
    return name;
}

/* Folders that the user gave with -L; borrowed.  Ends with NULL. */
static const char **library_folders(const struct build_options *options)
{
    const char **folders = memory_new((size_t)options->flag_count + 1, sizeof *folders);
    size_t count = 0;
    for (int i = 0; i < options->flag_count; i++) {
        const char *flag = options->flags[i];
        if (strcmp(flag, "-L") == 0 && i + 1 < options->flag_count)
            folders[count++] = options->flags[++i];
        else if (strncmp(flag, "-L", 2) == 0 && flag[2] != '\0')
            folders[count++] = flag + 2;
    }
    return folders;
}

static bool is_compiled_elsewhere(const struct build_options *options)
{
    bool found = is_shared_object(options->files[0]);
    for (int i = 0; i < options->file_count; i++)
        found |= has_suffix(options->files[i], ".o") || has_suffix(options->files[i], ".a");
    return found;
}

static bool load(struct program *p, const struct build_options *options,
                 const struct compile *build, struct error *err)
{
    struct binder binder = {0};
    const char **folders = library_folders(options);
    bool ok = world_reserve(err) && image_load(p, p->shared_object, folders, &binder, err);
    if (ok && p->main_entry == 0)
        ok = report_no_main(options, err);
    if (ok && binder.unbound.count > 0)
        ok = report_unbound(&binder, build, options->files[0], err);
    p->has_foreign = binder.foreign;
    p->unannounced |= binder.foreign;
    for (size_t i = 0; ok && i < binder.assumptions.count; i++)
        vec_push(&p->assumptions, memory_copy_text(binder.assumptions.items[i]));
    bool verifies = binder.verifies || binder.announces_calls || is_compiled_elsewhere(options);
    if (ok && verifies)
        ok = verifier_find(p, binder.verifies, binder.announces_calls, err);
    if (ok && is_shared_object(options->files[0]))
        assume_compiled_elsewhere(p, options->files[0], binder.instrumented);
    bind_release(&binder);
    free(folders);
    return ok;
}

/* Gives a program the shared object that was made for it. */
static bool build_from_sources(struct program *p, const struct build_options *options,
                               struct compile *build, struct error *err)
{
    if (!compile_program(build, options, err) || !judge_assembly(p, build, options->allow_asm, err))
        return false;
    p->shared_object = memory_copy_text(build->shared_object);
    if (build->by_clang)
        assume_clang(p);
    for (int i = 0; i < options->file_count; i++) {
        if (has_suffix(options->files[i], ".o"))
            assume_compiled_elsewhere(p, options->files[i], mentions_hooks(options->files[i]));
    }
    for (size_t i = 0; i < build->archives.count; i++)
        assume_compiled_elsewhere(p, build->archives.items[i], true);
    return true;
}

struct program *program_build(const struct build_options *options, struct error *err)
{
    ASSERT(options != NULL && err != NULL);
    if (!check_files(options, err))
        return NULL;
    struct program *p = memory_new(1, sizeof *p);
    struct compile build = {0};
    bool ok = true;
    p->name = name_of(options->files[0]);
    if (is_shared_object(options->files[0]))
        p->shared_object = memory_copy_text(options->files[0]);
    else
        ok = build_from_sources(p, options, &build, err);
    ok = ok && load(p, options, &build, err);
    for (int i = 0; ok && i < options->file_count; i++) {
        const char *name = base_name(options->files[i]);
        p->identity = hash_bytes(name, strlen(name) + 1, p->identity);
    }
    if (ok) {
        p->folder = build.folder;
        build.folder = NULL;
    }
    compile_release(&build);
    if (!ok) {
        program_free(p);
        return NULL;
    }
    return p;
}

void program_remove_folder(struct program *p)
{
    if (p->folder == NULL || p->folder_removed)
        return;
    debuginfo_of(p);
    compile_remove_folder(p->folder);
    p->folder_removed = true;
}

void program_free(struct program *p)
{
    if (p == NULL)
        return;
    if (p->debuginfo != NULL)
        debuginfo_close(p->debuginfo);
    image_unload(p);
    if (p->folder != NULL && !p->folder_removed)
        compile_remove_folder(p->folder);
    free(p->folder);
    free(p->shared_object);
    free(p->name);
    for (size_t i = 0; i < p->assumptions.count; i++)
        free(p->assumptions.items[i]);
    vec_release(&p->assumptions);
    verifier_release(&p->verifier);
    free(p);
}
