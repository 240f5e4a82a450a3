/* SPDX-License-Identifier: MIT */
/* What to build and to run, from the command line. */
#include "base/check.h"
#include "cli/model.h"
#include "cli/subject.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STDIN_BYTES_MAX = 16 << 20 };

static bool has_suffix(const char *text, const char *suffix)
{
    size_t bytes = strlen(text), suffix_bytes = strlen(suffix);
    return bytes > suffix_bytes && strcmp(text + bytes - suffix_bytes, suffix) == 0;
}

/* A file that can be built from; err says what else it is. */
static bool check_file(const char *path, struct error *err)
{
    struct stat status;
    bool known = has_suffix(path, ".c") || has_suffix(path, ".i") || has_suffix(path, ".o") ||
                 has_suffix(path, ".so");
    if (stat(path, &status) != 0)
        return error_set(err, "%s: %s%s", path, strerror(errno),
                         known ? "" : "; 'heddle list' shows the models");
    if (S_ISDIR(status.st_mode))
        return error_set(err, "%s is a directory; name the .c files of one program", path);
    if (!known)
        return error_set(err, "%s: expected .c or .i files, a .so, or the name of a model", path);
    if (access(path, R_OK) != 0)
        return error_set(err, "%s: %s", path, strerror(errno));
    if (S_ISREG(status.st_mode) && status.st_size == 0)
        return error_set(err, "%s is empty", path);
    return true;
}

static bool add_operand(struct trace_program *source, const char *operand, struct error *err)
{
    struct str path = {0};
    bool plain = !strchr(operand, '/') && !strchr(operand, '.');
    if (!plain || !model_find(operand, &path)) {
        if (!check_file(operand, err))
            return false;
        str_append(&path, operand);
    }
    vec_push(&source->files, str_take(&path));
    return true;
}

static bool read_all(int fd, const char *path, struct str *content, struct error *err)
{
    char buffer[65536];
    ssize_t bytes;
    while ((bytes = read(fd, buffer, sizeof buffer)) > 0) {
        str_append_bytes(content, buffer, (size_t)bytes);
        if (content->bytes > STDIN_BYTES_MAX)
            return error_set(err, "%s: too long for a standard input (more than %d MiB)", path,
                             STDIN_BYTES_MAX >> 20);
    }
    return bytes == 0 || error_set(err, "%s: %s", path, strerror(errno));
}

static bool read_stdin(const char *path, struct trace_program *source, struct error *err)
{
    bool own = strcmp(path, "-") == 0;
    int fd = own ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_set(err, "%s: %s", path, strerror(errno));
    struct str content = {0};
    bool ok = read_all(fd, path, &content, err);
    if (!own)
        close(fd);
    source->stdin_count = content.bytes;
    source->stdin_bytes = str_take(&content);
    return ok;
}

bool subject_describe(const struct options *options, struct trace_program *source,
                      struct error *err)
{
    if (options->operands.count == 0)
        return error_set(err, "which program? Give .c files or the name of a model");
    if (options->trace_file && !trace_file_is_possible(options->trace_file, err))
        return false;
    for (size_t i = 0; i < options->operands.count; i++)
        if (!add_operand(source, options->operands.items[i], err))
            return false;
    for (size_t i = 0; i < options->flags.words.count; i++)
        vec_push(&source->flags, memory_copy_text(options->flags.words.items[i]));
    for (size_t i = 0; i < options->libs.words.count; i++)
        vec_push(&source->libs, memory_copy_text(options->libs.words.items[i]));
    for (int i = 0; i < options->argument_count; i++)
        vec_push(&source->arguments, memory_copy_text(options->arguments[i]));
    if (options->compiler)
        source->compiler = memory_copy_text(options->compiler);
    source->allow_asm = options->allow_asm;
    return options->stdin_file == NULL || read_stdin(options->stdin_file, source, err);
}

#define COPY_TEXTS(to, from)                                                                       \
    do {                                                                                           \
        for (size_t i_ = 0; i_ < (from)->count; i_++)                                              \
            vec_push((to), memory_copy_text((from)->items[i_]));                                   \
    } while (0)

void trace_program_copy(struct trace_program *to, const struct trace_program *from)
{
    *to = (struct trace_program){
        .name = from->name ? memory_copy_text(from->name) : NULL,
        .identity = from->identity,
        .compiler = from->compiler ? memory_copy_text(from->compiler) : NULL,
        .allow_asm = from->allow_asm,
        .stdin_count = from->stdin_count,
    };
    COPY_TEXTS(&to->files, &from->files);
    COPY_TEXTS(&to->flags, &from->flags);
    COPY_TEXTS(&to->libs, &from->libs);
    COPY_TEXTS(&to->arguments, &from->arguments);
    if (from->stdin_bytes) {
        to->stdin_bytes = memory_new(from->stdin_count + 1, 1);
        memcpy(to->stdin_bytes, from->stdin_bytes, from->stdin_count);
    }
}

#define RELEASE_TEXTS(v)                                                                           \
    do {                                                                                           \
        for (size_t i_ = 0; i_ < (v)->count; i_++)                                                 \
            free((v)->items[i_]);                                                                  \
        vec_release(v);                                                                            \
    } while (0)

void trace_program_release(struct trace_program *source)
{
    free(source->name);
    free(source->compiler);
    free(source->stdin_bytes);
    RELEASE_TEXTS(&source->files);
    RELEASE_TEXTS(&source->flags);
    RELEASE_TEXTS(&source->libs);
    RELEASE_TEXTS(&source->arguments);
    *source = (struct trace_program){0};
}
