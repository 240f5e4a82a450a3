/* SPDX-License-Identifier: MIT */
#include "sim/text_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool text_file_read(const char *path, struct str *out, struct error *err)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return error_set(err, "cannot read %s: %s", path, strerror(errno));
    char chunk[16384];
    size_t count;
    while ((count = fread(chunk, 1, sizeof chunk, file)) > 0)
        str_append_bytes(out, chunk, count);
    bool failed = ferror(file) != 0;
    int reason = errno;
    fclose(file);
    return failed ? error_set(err, "cannot read %s: %s", path, strerror(reason)) : true;
}

bool text_file_write(const char *path, const void *bytes, size_t count, struct error *err)
{
    FILE *file = fopen(path, "wbe");
    if (file == NULL)
        return error_set(err, "cannot write %s: %s", path, strerror(errno));
    bool written = fwrite(bytes, 1, count, file) == count;
    int reason = errno;
    if (fclose(file) != 0 && written) {
        written = false;
        reason = errno;
    }
    return written ? true : error_set(err, "cannot write %s: %s", path, strerror(reason));
}
