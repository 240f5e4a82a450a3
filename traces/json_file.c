/* SPDX-License-Identifier: MIT */
/* Traces in files. */
#include "traces/trace.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRACE_FILE_BYTES_MAX = 256 << 20 };

/* Appends what file holds. */
static bool read_all(FILE *file, const char *path, struct str *out, struct error *err)
{
    char chunk[1 << 16];
    size_t count;
    while ((count = fread(chunk, 1, sizeof chunk, file)) > 0) {
        if (out->bytes + count > TRACE_FILE_BYTES_MAX)
            return error_set(err, "%s: larger than %d MiB: no trace file is", path,
                             TRACE_FILE_BYTES_MAX >> 20);
        str_append_bytes(out, chunk, count);
    }
    if (ferror(file))
        return error_set(err, "%s: cannot be read: %s", path, strerror(errno));
    return true;
}

bool trace_read_file(const char *path, struct trace *out, struct error *err)
{
    struct str text = {0};
    struct error inner;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return error_set(err, "%s: cannot be opened: %s", path, strerror(errno));
    bool good = read_all(file, path, &text, err);
    if (good && !trace_parse_json(str_text(&text), text.bytes, out, &inner))
        good = error_set(err, "%s: %s", path, inner.text);
    str_release(&text);
    fclose(file);
    return good;
}

bool trace_file_is_possible(const char *path, struct error *err)
{
    struct str folder = {0};
    const char *slash = strrchr(path, '/');
    struct stat status;
    str_append_bytes(&folder, path, slash ? (size_t)(slash - path) + 1 : 0);
    bool exists = stat(path, &status) == 0;
    if (exists && S_ISDIR(status.st_mode))
        errno = EISDIR;
    else if (path[0] == '\0')
        errno = ENOENT;
    else
        errno = 0;
    bool possible = errno == 0 && (exists ? access(path, W_OK) == 0
                                          : access(slash ? str_text(&folder) : ".", W_OK | X_OK) == 0);
    str_release(&folder);
    return possible || error_set(err, "%s: cannot be written: %s", path[0] ? path : "''",
                                 strerror(errno));
}

bool trace_write_file(const struct trace *trace, const char *path, struct error *err)
{
    struct str text = {0};
    if (trace->steps.count > TRACE_FILE_STEPS_MAX)
        return error_set(err,
                         "%s: not written: the execution has %zu steps, and a trace file holds %d; "
                         "its schedule replays as well",
                         path, trace->steps.count, TRACE_FILE_STEPS_MAX);
    FILE *file = fopen(path, "we");
    if (file == NULL)
        return error_set(err, "%s: cannot be written: %s", path, strerror(errno));
    trace_write_json(trace, &text);
    errno = 0;
    bool written = fwrite(str_text(&text), 1, text.bytes, file) == text.bytes;
    int reason = errno;
    if (fclose(file) != 0 && written) {
        written = false;
        reason = errno;
    }
    str_release(&text);
    if (!written)
        return error_set(err, "%s: the trace could not be written whole: %s", path,
                         strerror(reason));
    return true;
}
