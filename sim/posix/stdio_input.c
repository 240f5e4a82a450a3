/* SPDX-License-Identifier: MIT */
/* Input: getc and its family, lines, blocks, scanf and its family. */
#include "sim/posix/heap.h"
#include "sim/posix/library.h"
#include "sim/posix/posix.h"
#include "sim/posix/scan.h"
#include "sim/posix/sink.h"
#include "sim/posix/stream.h"

#include "base/check.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

static int hd_fgetc(FILE *stream)
{
    return stream_take(stream_get(stream, "getc", CALL_PC()));
}

static int hd_getchar(void)
{
    return stream_take(stream_get(LIBRARY->in, "getchar", CALL_PC()));
}

static int hd_ungetc(int c, FILE *stream)
{
    struct stream *s = stream_get(stream, "ungetc", CALL_PC());
    if (c == EOF || !stream_push_back(s, (unsigned char)c))
        return EOF;
    return (unsigned char)c;
}

static char *line_get(char *to, int size, FILE *stream, uint64_t pc)
{
    struct stream *s = stream_get(stream, "fgets", pc);
    if (size <= 0)
        return NULL;
    struct sink line;
    sink_init(&line);
    const uint8_t *bytes;
    size_t limit = (size_t)size - 1, n;
    while ((n = stream_take_span(s, limit - line.count, '\n', &bytes)) > 0) {
        sink_append(&line, bytes, n);
        if (bytes[n - 1] == '\n')
            break;
    }
    bool any = line.count > 0 || limit == 0;
    if (any && !(s->error && line.count == 0)) {
        cells_write(to, line.count + 1, pc);
        memcpy(to, line.bytes, line.count);
        to[line.count] = '\0';
    }
    sink_release(&line);
    return any ? to : NULL;
}

static char *hd_fgets(char *to, int size, FILE *stream)
{
    return line_get(to, size, stream, CALL_PC());
}

static char *hd___fgets_chk(char *to, size_t room, int size, FILE *stream)
{
    if (size > 0 && (size_t)size > room)
        call_report(FINDING_OVERFLOW, SEVERITY_ERROR, CALL_PC(),
                    "fgets: says %d bytes of room, but the buffer has %zu", size, room);
    return line_get(to, size, stream, CALL_PC());
}

static size_t block_get(void *to, size_t size, size_t count, FILE *stream, uint64_t pc)
{
    struct stream *s = stream_get(stream, "fread", pc);
    size_t total, done = 0, n;
    if (__builtin_mul_overflow(size, count, &total) || total == 0)
        return 0;
    const uint8_t *bytes;
    while ((n = stream_take_span(s, total - done, -1, &bytes)) > 0) {
        cells_write((char *)to + done, n, pc);
        memcpy((char *)to + done, bytes, n);
        done += n;
    }
    return done / size;
}

static size_t hd_fread(void *to, size_t size, size_t count, FILE *stream)
{
    return block_get(to, size, count, stream, CALL_PC());
}

static size_t hd___fread_chk(void *to, size_t room, size_t size, size_t count, FILE *stream)
{
    size_t total;
    if (__builtin_mul_overflow(size, count, &total) || total > room)
        call_report(FINDING_OVERFLOW, SEVERITY_ERROR, CALL_PC(),
                    "fread: asks for more than the %zu bytes of the buffer", room);
    return block_get(to, size, count, stream, CALL_PC());
}

static int hd_getw(FILE *stream)
{
    struct stream *s = stream_get(stream, "getw", CALL_PC());
    unsigned char bytes[sizeof(int)];
    int word;
    for (size_t i = 0; i < sizeof bytes; i++) {
        int c = stream_take(s);
        if (c == EOF)
            return EOF;
        bytes[i] = (unsigned char)c;
    }
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* The line (with its delimiter and a NUL) goes to *to, which grows as the program's heap block. */
static ssize_t line_deliver(char **to, size_t *room, const struct sink *line, uint64_t pc)
{
    cells_read(to, sizeof *to, pc);
    cells_read(room, sizeof *room, pc);
    if (*to == NULL || *room < line->count + 1) {
        size_t bytes = line->count + 1 < 120 ? 120 : 2 * (line->count + 1); /* as glibc starts */
        char *block = heap_resize(*to, bytes, pc);
        if (block == NULL)
            return -1;
        cells_write(to, sizeof *to, pc);
        cells_write(room, sizeof *room, pc);
        *to = block;
        *room = bytes;
    }
    char *text = *to;
    cells_write(text, line->count + 1, pc);
    memcpy(text, line->bytes, line->count);
    text[line->count] = '\0';
    return (ssize_t)line->count;
}

static ssize_t line_read(char **to, size_t *room, int delimiter, FILE *stream, const char *caller,
                         uint64_t pc)
{
    struct stream *s = stream_get(stream, caller, pc);
    struct sink line;
    sink_init(&line);
    const uint8_t *bytes;
    size_t n;
    while ((n = stream_take_span(s, SINK_BYTES_MAX, delimiter, &bytes)) > 0) {
        sink_append(&line, bytes, n);
        if (bytes[n - 1] == (unsigned char)delimiter)
            break;
    }
    ssize_t result = line.count > 0 ? line_deliver(to, room, &line, pc) : -1;
    sink_release(&line);
    return result;
}

static ssize_t hd_getline(char **to, size_t *room, FILE *stream)
{
    return line_read(to, room, '\n', stream, "getline", CALL_PC());
}

static ssize_t hd_getdelim(char **to, size_t *room, int delimiter, FILE *stream)
{
    return line_read(to, room, (unsigned char)delimiter, stream, "getdelim", CALL_PC());
}

/* scanf's family. */

static int scan_stream(FILE *stream, const char *format, va_list list, const char *caller,
                       uint64_t pc)
{
    struct scan_input input = {.stream = stream_get(stream, caller, pc)};
    return scan_text(&input, format, list, caller, pc);
}

static int scan_string(const char *text, const char *format, va_list list, const char *caller,
                       uint64_t pc)
{
    struct scan_input input = {.text = cursor_of(text, pc)};
    return scan_text(&input, format, list, caller, pc);
}

static int hd_scanf(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int result = scan_stream(LIBRARY->in, format, list, "scanf", CALL_PC());
    va_end(list);
    return result;
}

static int hd_fscanf(FILE *stream, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int result = scan_stream(stream, format, list, "fscanf", CALL_PC());
    va_end(list);
    return result;
}

static int hd_sscanf(const char *text, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int result = scan_string(text, format, list, "sscanf", CALL_PC());
    va_end(list);
    return result;
}

static int hd_vscanf(const char *format, va_list list)
{
    return scan_stream(LIBRARY->in, format, list, "vscanf", CALL_PC());
}

static int hd_vfscanf(FILE *stream, const char *format, va_list list)
{
    return scan_stream(stream, format, list, "vfscanf", CALL_PC());
}

static int hd_vsscanf(const char *text, const char *format, va_list list)
{
    return scan_string(text, format, list, "vsscanf", CALL_PC());
}

#define SURFACE_SCAN(name)                                                                         \
    SURFACE(name, "stdio.h", NULL), SURFACE_AS("__isoc99_" #name, hd_##name, "stdio.h", NULL),     \
        SURFACE_AS("__isoc23_" #name, hd_##name, "stdio.h", NULL)

const struct surface_entry surface_input[] = {
    SURFACE(getchar, "stdio.h", "standard input is the file given by --stdin, else empty"),
    SURFACE_AS("getchar_unlocked", hd_getchar, "stdio.h", NULL),
    SURFACE(fgetc, "stdio.h", NULL),
    SURFACE_AS("getc", hd_fgetc, "stdio.h", NULL),
    SURFACE_AS("_IO_getc", hd_fgetc, "stdio.h", NULL),
    SURFACE_AS("getc_unlocked", hd_fgetc, "stdio.h", NULL),
    SURFACE_AS("fgetc_unlocked", hd_fgetc, "stdio.h", NULL),
    SURFACE(ungetc, "stdio.h", "up to six bytes"),
    SURFACE(fgets, "stdio.h", NULL),
    SURFACE_AS("fgets_unlocked", hd_fgets, "stdio.h", NULL),
    SURFACE(__fgets_chk, "stdio.h", NULL),
    SURFACE(getline, "stdio.h", NULL),
    SURFACE_AS("__getline", hd_getline, "stdio.h", NULL),
    SURFACE(getdelim, "stdio.h", NULL),
    SURFACE_AS("__getdelim", hd_getdelim, "stdio.h", NULL),
    SURFACE(fread, "stdio.h", NULL),
    SURFACE_AS("fread_unlocked", hd_fread, "stdio.h", NULL),
    SURFACE(__fread_chk, "stdio.h", NULL),
    SURFACE(getw, "stdio.h", NULL),
    SURFACE_SCAN(scanf),
    SURFACE_SCAN(fscanf),
    SURFACE_SCAN(sscanf),
    SURFACE_SCAN(vscanf),
    SURFACE_SCAN(vfscanf),
    SURFACE_SCAN(vsscanf),
    SURFACE_NOT_YET("gets", "stdio.h", "removed from C11 because it overflows; use fgets"),
    SURFACE_NOT_YET("__gets_chk", "stdio.h", "removed from C11 because it overflows; use fgets"),
    SURFACE_NOT_YET("wscanf", "wchar.h", "wide characters are not modelled; use scanf"),
    SURFACE_NOT_YET("getwchar", "wchar.h", "wide characters are not modelled; use getchar"),
    SURFACE_NOT_YET("fgetws", "wchar.h", "wide characters are not modelled; use fgets"),
};
SURFACE_PART_COUNT(input);
