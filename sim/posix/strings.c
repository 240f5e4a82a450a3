/* SPDX-License-Identifier: MIT */
/* Routines on NUL-terminated texts: lengths, copies, comparisons, searches. */
#include "sim/posix/heap.h"
#include "sim/posix/posix.h"

#include "sim/call.h"

#include <string.h>
#include <strings.h>

static size_t hd_strlen(const char *text)
{
    return cells_read_text(text, CALL_PC());
}

static size_t hd_strnlen(const char *text, size_t limit)
{
    return cells_read_text_limited(text, limit, CALL_PC());
}

/* Copies. */

/* Writes text and its NUL; returns where the NUL is. */
static char *text_put(char *to, const char *from, uint64_t pc)
{
    size_t n = cells_read_text(from, pc);
    cells_write(to, n + 1, pc);
    memmove(to, from, n);
    to[n] = '\0';
    return to + n;
}

/* Fills exactly `count` bytes, with NULs behind the text; returns where the first of them is. */
static char *text_put_padded(char *to, const char *from, size_t count, uint64_t pc)
{
    if (count == 0)
        return to;
    size_t n = cells_read_text_limited(from, count, pc);
    cells_write(to, count, pc);
    memmove(to, from, n);
    memset(to + n, 0, count - n);
    return to + n;
}

static char *text_add_limited(char *to, const char *from, size_t limit, uint64_t pc)
{
    char *end = to + cells_read_text(to, pc);
    size_t n = cells_read_text_limited(from, limit, pc);
    cells_write(end, n + 1, pc);
    memmove(end, from, n);
    end[n] = '\0';
    return to;
}

static char *hd_strcpy(char *to, const char *from)
{
    text_put(to, from, CALL_PC());
    return to;
}

static char *hd_stpcpy(char *to, const char *from)
{
    return text_put(to, from, CALL_PC());
}

static char *hd_strncpy(char *to, const char *from, size_t count)
{
    text_put_padded(to, from, count, CALL_PC());
    return to;
}

static char *hd_stpncpy(char *to, const char *from, size_t count)
{
    return text_put_padded(to, from, count, CALL_PC());
}

static char *hd_strcat(char *to, const char *from)
{
    uint64_t pc = CALL_PC();
    text_put(to + cells_read_text(to, pc), from, pc);
    return to;
}

static char *hd_strncat(char *to, const char *from, size_t limit)
{
    return text_add_limited(to, from, limit, CALL_PC());
}

static char *hd_strdup(const char *text)
{
    uint64_t pc = CALL_PC();
    size_t n = cells_read_text(text, pc);
    return heap_copy_text(text, n, pc);
}

static char *hd_strndup(const char *text, size_t limit)
{
    uint64_t pc = CALL_PC();
    size_t n = cells_read_text_limited(text, limit, pc);
    return heap_copy_text(text, n, pc);
}

/* Comparisons.  The shorter text bounds what is read of the other. */

static void pair_read(const char *a, const char *b, size_t limit, uint64_t pc)
{
    size_t n = cells_read_text_limited(a, limit, pc);
    cells_read_text_limited(b, n < limit ? n + 1 : limit, pc);
}

static int hd_strcmp(const char *a, const char *b)
{
    pair_read(a, b, SIZE_MAX / 2, CALL_PC());
    return strcmp(a, b);
}

static int hd_strncmp(const char *a, const char *b, size_t limit)
{
    pair_read(a, b, limit, CALL_PC());
    return strncmp(a, b, limit);
}

static int hd_strcasecmp(const char *a, const char *b)
{
    pair_read(a, b, SIZE_MAX / 2, CALL_PC());
    return strcasecmp(a, b);
}

static int hd_strncasecmp(const char *a, const char *b, size_t limit)
{
    pair_read(a, b, limit, CALL_PC());
    return strncasecmp(a, b, limit);
}

static int hd_strverscmp(const char *a, const char *b)
{
    uint64_t pc = CALL_PC();
    cells_read_text(a, pc);
    cells_read_text(b, pc);
    return strverscmp(a, b);
}

/* The C locale: a text is its own key. */
static size_t hd_strxfrm(char *to, const char *from, size_t room)
{
    uint64_t pc = CALL_PC();
    size_t n = cells_read_text(from, pc);
    text_put_padded(to, from, n < room ? n + 1 : room, pc);
    return n;
}

/* Searches. */

static char *hd_strchr(const char *text, int c)
{
    cells_read_text(text, CALL_PC());
    return strchr(text, c);
}

static char *hd_strrchr(const char *text, int c)
{
    cells_read_text(text, CALL_PC());
    return strrchr(text, c);
}

static char *hd_strchrnul(const char *text, int c)
{
    cells_read_text(text, CALL_PC());
    return strchrnul(text, c);
}

static char *hd_rawmemchr(const char *text, int c)
{
    uint64_t pc = CALL_PC();
    for (;; text++) {
        cells_read(text, 1, pc);
        if (*text == (char)c)
            return (char *)(uintptr_t)text;
    }
}

static void both_read(const char *a, const char *b, uint64_t pc)
{
    cells_read_text(a, pc);
    cells_read_text(b, pc);
}

static char *hd_strstr(const char *in, const char *what)
{
    both_read(in, what, CALL_PC());
    return strstr(in, what);
}

static char *hd_strcasestr(const char *in, const char *what)
{
    both_read(in, what, CALL_PC());
    return strcasestr(in, what);
}

static size_t hd_strspn(const char *text, const char *accept)
{
    both_read(text, accept, CALL_PC());
    return strspn(text, accept);
}

static size_t hd_strcspn(const char *text, const char *reject)
{
    both_read(text, reject, CALL_PC());
    return strcspn(text, reject);
}

static char *hd_strpbrk(const char *text, const char *accept)
{
    both_read(text, accept, CALL_PC());
    return strpbrk(text, accept);
}

/* What -D_FORTIFY_SOURCE makes of them: with the size of the destination. */

static void room_check(size_t count, size_t room, const char *caller, uint64_t pc)
{
    if (count > room)
        call_report(FINDING_OVERFLOW, SEVERITY_ERROR, pc,
                    "%s: writes %zu bytes into a buffer of %zu", caller, count, room);
}

static char *hd___strcpy_chk(char *to, const char *from, size_t room)
{
    room_check(cells_read_text(from, CALL_PC()) + 1, room, "strcpy", CALL_PC());
    text_put(to, from, CALL_PC());
    return to;
}

static char *hd___stpcpy_chk(char *to, const char *from, size_t room)
{
    room_check(cells_read_text(from, CALL_PC()) + 1, room, "stpcpy", CALL_PC());
    return text_put(to, from, CALL_PC());
}

static char *hd___strncpy_chk(char *to, const char *from, size_t count, size_t room)
{
    room_check(count, room, "strncpy", CALL_PC());
    text_put_padded(to, from, count, CALL_PC());
    return to;
}

static char *hd___strcat_chk(char *to, const char *from, size_t room)
{
    uint64_t pc = CALL_PC();
    room_check(cells_read_text(to, pc) + cells_read_text(from, pc) + 1, room, "strcat", pc);
    return text_add_limited(to, from, SIZE_MAX / 2, pc);
}

static char *hd___strncat_chk(char *to, const char *from, size_t limit, size_t room)
{
    uint64_t pc = CALL_PC();
    size_t n = cells_read_text(to, pc) + cells_read_text_limited(from, limit, pc) + 1;
    room_check(n, room, "strncat", pc);
    return text_add_limited(to, from, limit, pc);
}

const struct surface_entry surface_strings[] = {
    SURFACE(strlen, "string.h", NULL),
    SURFACE(strnlen, "string.h", NULL),
    SURFACE(strcpy, "string.h", "writes past a heap block are reported"),
    SURFACE(strncpy, "string.h", NULL),
    SURFACE(stpcpy, "string.h", NULL),
    SURFACE_AS("__stpcpy", hd_stpcpy, "string.h", NULL),
    SURFACE(stpncpy, "string.h", NULL),
    SURFACE(strcat, "string.h", NULL),
    SURFACE(strncat, "string.h", NULL),
    SURFACE(strdup, "string.h", NULL),
    SURFACE_AS("__strdup", hd_strdup, "string.h", NULL),
    SURFACE(strndup, "string.h", NULL),
    SURFACE_AS("__strndup", hd_strndup, "string.h", NULL),
    SURFACE(strcmp, "string.h", NULL),
    SURFACE(strncmp, "string.h", NULL),
    SURFACE_AS("strcoll", hd_strcmp, "string.h", "as strcmp: the C locale"),
    SURFACE(strxfrm, "string.h", NULL),
    SURFACE(strcasecmp, "strings.h", NULL),
    SURFACE_AS("__strcasecmp", hd_strcasecmp, "strings.h", NULL),
    SURFACE(strncasecmp, "strings.h", NULL),
    SURFACE(strverscmp, "string.h", NULL),
    SURFACE(strchr, "string.h", NULL),
    SURFACE_AS("index", hd_strchr, "strings.h", NULL),
    SURFACE(strrchr, "string.h", NULL),
    SURFACE_AS("rindex", hd_strrchr, "strings.h", NULL),
    SURFACE(strchrnul, "string.h", NULL),
    SURFACE(rawmemchr, "string.h", NULL),
    SURFACE_AS("__rawmemchr", hd_rawmemchr, "string.h", NULL),
    SURFACE(strstr, "string.h", NULL),
    SURFACE(strcasestr, "string.h", NULL),
    SURFACE(strspn, "string.h", NULL),
    SURFACE(strcspn, "string.h", NULL),
    SURFACE(strpbrk, "string.h", NULL),
    SURFACE(__strcpy_chk, "string.h", NULL),
    SURFACE(__stpcpy_chk, "string.h", NULL),
    SURFACE(__strncpy_chk, "string.h", NULL),
    SURFACE(__strcat_chk, "string.h", NULL),
    SURFACE(__strncat_chk, "string.h", NULL),
    SURFACE_NOT_YET("wcslen", "wchar.h", "wide characters are not modelled; use char"),
    SURFACE_NOT_YET("mbstowcs", "stdlib.h", "wide characters are not modelled; use char"),
    SURFACE_NOT_YET("wcstombs", "stdlib.h", "wide characters are not modelled; use char"),
};
SURFACE_PART_COUNT(strings);
