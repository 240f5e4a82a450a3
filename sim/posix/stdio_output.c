/* SPDX-License-Identifier: MIT */
/* Output: puts and its family, printf and its family. */
#include "sim/posix/format.h"
#include "sim/posix/heap.h"
#include "sim/posix/library.h"
#include "sim/posix/posix.h"
#include "sim/posix/stream.h"

#include "base/check.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>

static int byte_out(int c, FILE *stream, const char *caller, uint64_t pc)
{
    char byte = (char)c;
    return stream_write(stream, &byte, 1, caller, pc) ? (unsigned char)c : EOF;
}

static int hd_putchar(int c)
{
    return byte_out(c, LIBRARY->out, "putchar", CALL_PC());
}

static int hd_fputc(int c, FILE *stream)
{
    return byte_out(c, stream, "putc", CALL_PC());
}

static int hd_fputs(const char *text, FILE *stream)
{
    uint64_t pc = CALL_PC();
    size_t count = cells_read_text(text, pc);
    return stream_write(stream, text, count, "fputs", pc) ? 1 : EOF;
}

/* One piece of output, so that a trace shows one line. */
static int hd_puts(const char *text)
{
    uint64_t pc = CALL_PC();
    size_t count = cells_read_text(text, pc);
    struct sink out;
    sink_init(&out);
    sink_append(&out, text, count);
    sink_put(&out, '\n');
    bool ok = stream_write(LIBRARY->out, out.bytes, out.count, "puts", pc);
    sink_release(&out);
    return ok ? (int)(count + 1) : EOF;
}

static size_t hd_fwrite(const void *bytes, size_t size, size_t count, FILE *stream)
{
    uint64_t pc = CALL_PC();
    size_t total;
    if (__builtin_mul_overflow(size, count, &total) || total == 0)
        return 0;
    cells_read(bytes, total, pc);
    return stream_write(stream, bytes, total, "fwrite", pc) ? count : 0;
}

static int hd_putw(int word, FILE *stream)
{
    return stream_write(stream, &word, sizeof word, "putw", CALL_PC()) ? 0 : EOF;
}

static void hd_perror(const char *text)
{
    uint64_t pc = CALL_PC();
    struct sink out;
    sink_init(&out);
    if (text != NULL && cells_read_text(text, pc) > 0) {
        sink_append(&out, text, strlen(text));
        sink_append(&out, ": ", 2);
    }
    const char *message = strerrordesc_np(*call_errno());
    if (message == NULL)
        message = "Unknown error";
    sink_append(&out, message, strlen(message));
    sink_put(&out, '\n');
    stream_write(LIBRARY->err, out.bytes, out.count, "perror", pc);
    sink_release(&out);
}

/* printf's family: where the text goes. */

static int print_stream(FILE *stream, const char *format, va_list list, const char *caller,
                        uint64_t pc)
{
    struct sink out;
    struct format_arguments arguments;
    sink_init(&out);
    va_copy(arguments.list, list);
    int result = -1;
    if (format_text(&out, format, &arguments, caller, pc) &&
        stream_write(stream, out.bytes, out.count, caller, pc))
        result = (int)out.count;
    va_end(arguments.list);
    sink_release(&out);
    return result;
}

/* room: of the program's buffer at `to`; SIZE_MAX for sprintf. */
static int print_text(char *to, size_t room, const char *format, va_list list, const char *caller,
                      uint64_t pc)
{
    struct sink out;
    struct format_arguments arguments;
    sink_init(&out);
    va_copy(arguments.list, list);
    int result = -1;
    if (format_text(&out, format, &arguments, caller, pc)) {
        size_t count = out.count < room ? out.count : room - 1;
        if (room > 0) {
            cells_write(to, count + 1, pc);
            memcpy(to, out.bytes, count);
            to[count] = '\0';
        }
        result = (int)out.count;
    }
    va_end(arguments.list);
    sink_release(&out);
    return result;
}

static int print_allocated(char **to, const char *format, va_list list, const char *caller,
                           uint64_t pc)
{
    struct sink out;
    struct format_arguments arguments;
    sink_init(&out);
    va_copy(arguments.list, list);
    int result = -1;
    if (format_text(&out, format, &arguments, caller, pc)) {
        char *text = heap_copy_text(out.bytes, out.count, pc);
        cells_write(to, sizeof *to, pc);
        *to = text;
        result = text != NULL ? (int)out.count : -1;
    }
    va_end(arguments.list);
    sink_release(&out);
    return result;
}

static int print_fd(int fd, const char *format, va_list list, const char *caller, uint64_t pc)
{
    struct sink out;
    struct format_arguments arguments;
    sink_init(&out);
    va_copy(arguments.list, list);
    int result = -1;
    if (format_text(&out, format, &arguments, caller, pc)) {
        struct open_file *file = file_get(fd);
        if (file != NULL)
            result = (int)file_write(file, out.bytes, out.count);
    }
    va_end(arguments.list);
    sink_release(&out);
    return result;
}

/*
 * Defines a member of the family that takes its arguments directly, and one that takes a va_list.
 */
#define PRINT_FUNCTION(name, parameters, call)                                                     \
    static int hd_##name parameters                                                                \
    {                                                                                              \
        uint64_t pc = CALL_PC();                                                                   \
        va_list list;                                                                              \
        va_start(list, format);                                                                    \
        int result = call;                                                                         \
        va_end(list);                                                                              \
        return result;                                                                             \
    }
#define PRINT_FUNCTION_V(name, parameters, call)                                                   \
    static int hd_##name parameters                                                                \
    {                                                                                              \
        uint64_t pc = CALL_PC();                                                                   \
        return call;                                                                               \
    }

PRINT_FUNCTION(printf, (const char *format, ...),
               print_stream(LIBRARY->out, format, list, "printf", pc))
PRINT_FUNCTION_V(vprintf, (const char *format, va_list list),
                 print_stream(LIBRARY->out, format, list, "vprintf", pc))
PRINT_FUNCTION(fprintf, (FILE *stream, const char *format, ...),
               print_stream(stream, format, list, "fprintf", pc))
PRINT_FUNCTION_V(vfprintf, (FILE *stream, const char *format, va_list list),
                 print_stream(stream, format, list, "vfprintf", pc))
PRINT_FUNCTION(dprintf, (int fd, const char *format, ...),
               print_fd(fd, format, list, "dprintf", pc))
PRINT_FUNCTION_V(vdprintf, (int fd, const char *format, va_list list),
                 print_fd(fd, format, list, "vdprintf", pc))
PRINT_FUNCTION(sprintf, (char *to, const char *format, ...),
               print_text(to, SIZE_MAX, format, list, "sprintf", pc))
PRINT_FUNCTION_V(vsprintf, (char *to, const char *format, va_list list),
                 print_text(to, SIZE_MAX, format, list, "vsprintf", pc))
PRINT_FUNCTION(snprintf, (char *to, size_t room, const char *format, ...),
               print_text(to, room, format, list, "snprintf", pc))
PRINT_FUNCTION_V(vsnprintf, (char *to, size_t room, const char *format, va_list list),
                 print_text(to, room, format, list, "vsnprintf", pc))
PRINT_FUNCTION(asprintf, (char **to, const char *format, ...),
               print_allocated(to, format, list, "asprintf", pc))
PRINT_FUNCTION_V(vasprintf, (char **to, const char *format, va_list list),
                 print_allocated(to, format, list, "vasprintf", pc))

/* What -D_FORTIFY_SOURCE makes of them: a flag, and the size of the buffer if it is known. */

static int print_checked(char *to, size_t room, size_t size, const char *format, va_list list,
                         const char *caller, uint64_t pc)
{
    if (room != SIZE_MAX && room > size)
        call_report(FINDING_OVERFLOW, SEVERITY_ERROR, pc,
                    "%s: says %zu bytes of room, but the buffer has %zu", caller, room, size);
    int result = print_text(to, room < size ? room : size, format, list, caller, pc);
    if (room == SIZE_MAX && size != SIZE_MAX && result >= 0 && (size_t)result >= size)
        call_report(FINDING_OVERFLOW, SEVERITY_ERROR, pc,
                    "%s: writes %d bytes into a buffer of %zu", caller, result + 1, size);
    return result;
}

PRINT_FUNCTION(__printf_chk, (int flag __attribute__((unused)), const char *format, ...),
               print_stream(LIBRARY->out, format, list, "printf", pc))
PRINT_FUNCTION_V(__vprintf_chk,
                 (int flag __attribute__((unused)), const char *format, va_list list),
                 print_stream(LIBRARY->out, format, list, "vprintf", pc))
PRINT_FUNCTION(__fprintf_chk,
               (FILE *stream, int flag __attribute__((unused)), const char *format, ...),
               print_stream(stream, format, list, "fprintf", pc))
PRINT_FUNCTION_V(__vfprintf_chk,
                 (FILE *stream, int flag __attribute__((unused)), const char *format,
                  va_list list),
                 print_stream(stream, format, list, "vfprintf", pc))
PRINT_FUNCTION(__dprintf_chk, (int fd, int flag __attribute__((unused)), const char *format, ...),
               print_fd(fd, format, list, "dprintf", pc))
PRINT_FUNCTION(__sprintf_chk,
               (char *to, int flag __attribute__((unused)), size_t size, const char *format, ...),
               print_checked(to, SIZE_MAX, size, format, list, "sprintf", pc))
PRINT_FUNCTION_V(__vsprintf_chk,
                 (char *to, int flag __attribute__((unused)), size_t size, const char *format,
                  va_list list),
                 print_checked(to, SIZE_MAX, size, format, list, "vsprintf", pc))
PRINT_FUNCTION(__snprintf_chk,
               (char *to, size_t room, int flag __attribute__((unused)), size_t size,
                const char *format, ...),
               print_checked(to, room, size, format, list, "snprintf", pc))
PRINT_FUNCTION_V(__vsnprintf_chk,
                 (char *to, size_t room, int flag __attribute__((unused)), size_t size,
                  const char *format, va_list list),
                 print_checked(to, room, size, format, list, "vsnprintf", pc))
PRINT_FUNCTION(__asprintf_chk,
               (char **to, int flag __attribute__((unused)), const char *format, ...),
               print_allocated(to, format, list, "asprintf", pc))
PRINT_FUNCTION_V(__vasprintf_chk,
                 (char **to, int flag __attribute__((unused)), const char *format, va_list list),
                 print_allocated(to, format, list, "vasprintf", pc))

#define WRITTEN_AT_ONCE "output is captured at once, in the order of the calls"

const struct surface_entry surface_output[] = {
    SURFACE(printf, "stdio.h", WRITTEN_AT_ONCE),
    SURFACE(fprintf, "stdio.h", NULL),
    SURFACE(dprintf, "stdio.h", NULL),
    SURFACE(sprintf, "stdio.h", "writes past a heap block are reported"),
    SURFACE(snprintf, "stdio.h", NULL),
    SURFACE(asprintf, "stdio.h", NULL),
    SURFACE(vprintf, "stdio.h", NULL),
    SURFACE(vfprintf, "stdio.h", NULL),
    SURFACE(vdprintf, "stdio.h", NULL),
    SURFACE(vsprintf, "stdio.h", NULL),
    SURFACE(vsnprintf, "stdio.h", NULL),
    SURFACE(vasprintf, "stdio.h", NULL),
    SURFACE(puts, "stdio.h", NULL),
    SURFACE(fputs, "stdio.h", NULL),
    SURFACE_AS("fputs_unlocked", hd_fputs, "stdio.h", NULL),
    SURFACE(putchar, "stdio.h", NULL),
    SURFACE_AS("putchar_unlocked", hd_putchar, "stdio.h", NULL),
    SURFACE(fputc, "stdio.h", NULL),
    SURFACE_AS("putc", hd_fputc, "stdio.h", NULL),
    SURFACE_AS("_IO_putc", hd_fputc, "stdio.h", NULL),
    SURFACE_AS("putc_unlocked", hd_fputc, "stdio.h", NULL),
    SURFACE_AS("fputc_unlocked", hd_fputc, "stdio.h", NULL),
    SURFACE(fwrite, "stdio.h", NULL),
    SURFACE_AS("fwrite_unlocked", hd_fwrite, "stdio.h", NULL),
    SURFACE(putw, "stdio.h", NULL),
    SURFACE(perror, "stdio.h", NULL),
    SURFACE(__printf_chk, "stdio.h", NULL),
    SURFACE(__vprintf_chk, "stdio.h", NULL),
    SURFACE(__fprintf_chk, "stdio.h", NULL),
    SURFACE(__vfprintf_chk, "stdio.h", NULL),
    SURFACE(__dprintf_chk, "stdio.h", NULL),
    SURFACE(__sprintf_chk, "stdio.h", NULL),
    SURFACE(__vsprintf_chk, "stdio.h", NULL),
    SURFACE(__snprintf_chk, "stdio.h", NULL),
    SURFACE(__vsnprintf_chk, "stdio.h", NULL),
    SURFACE(__asprintf_chk, "stdio.h", NULL),
    SURFACE(__vasprintf_chk, "stdio.h", NULL),
    SURFACE_NOT_YET("wprintf", "wchar.h", "wide characters are not modelled; use printf"),
    SURFACE_NOT_YET("fwprintf", "wchar.h", "wide characters are not modelled; use fprintf"),
    SURFACE_NOT_YET("swprintf", "wchar.h", "wide characters are not modelled; use snprintf"),
    SURFACE_NOT_YET("putwchar", "wchar.h", "wide characters are not modelled; use putchar"),
    SURFACE_NOT_YET("fputws", "wchar.h", "wide characters are not modelled; use fputs"),
};
SURFACE_PART_COUNT(output);
