/* SPDX-License-Identifier: MIT */
/* Routines on blocks of memory: memcpy and its family. */
#include "sim/posix/posix.h"

#include "sim/call.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

static bool overlap(const void *a, const void *b, size_t count)
{
    uintptr_t x = (uintptr_t)a, y = (uintptr_t)b;
    return x != y && x < y + count && y < x + count;
}

/* A struct assigned to itself is a memcpy onto itself: allowed by every implementation. */
static void *copy(void *to, const void *from, size_t count, const char *caller, uint64_t pc)
{
    if (count == 0)
        return to;
    if (overlap(to, from, count))
        call_report(FINDING_MISUSE, SEVERITY_WARNING, pc,
                    "%s: source and destination overlap; use memmove", caller);
    cells_read(from, count, pc);
    cells_write(to, count, pc);
    return memmove(to, from, count);
}

static void *move(void *to, const void *from, size_t count, uint64_t pc)
{
    if (count == 0)
        return to;
    cells_read(from, count, pc);
    cells_write(to, count, pc);
    return memmove(to, from, count);
}

static void *fill(void *to, int byte, size_t count, uint64_t pc)
{
    if (count == 0)
        return to;
    cells_write(to, count, pc);
    return memset(to, byte, count);
}

static void *hd_memcpy(void *to, const void *from, size_t count)
{
    return copy(to, from, count, "memcpy", CALL_PC());
}

static void *hd_mempcpy(void *to, const void *from, size_t count)
{
    return (char *)copy(to, from, count, "mempcpy", CALL_PC()) + count;
}

static void *hd_memmove(void *to, const void *from, size_t count)
{
    return move(to, from, count, CALL_PC());
}

static void hd_bcopy(const void *from, void *to, size_t count)
{
    move(to, from, count, CALL_PC());
}

static void *hd_memset(void *to, int byte, size_t count)
{
    return fill(to, byte, count, CALL_PC());
}

static void hd_bzero(void *to, size_t count)
{
    fill(to, 0, count, CALL_PC());
}

static int hd_memcmp(const void *a, const void *b, size_t count)
{
    uint64_t pc = CALL_PC();
    if (count == 0)
        return 0;
    cells_read(a, count, pc);
    cells_read(b, count, pc);
    return memcmp(a, b, count);
}

static void *hd_memchr(const void *from, int byte, size_t count)
{
    if (count == 0)
        return NULL;
    cells_read(from, count, CALL_PC());
    return memchr(from, byte, count);
}

static void *hd_memrchr(const void *from, int byte, size_t count)
{
    if (count == 0)
        return NULL;
    cells_read(from, count, CALL_PC());
    return memrchr(from, byte, count);
}

static void *hd_memmem(const void *in, size_t in_count, const void *what, size_t what_count)
{
    uint64_t pc = CALL_PC();
    if (in_count > 0)
        cells_read(in, in_count, pc);
    if (what_count > 0)
        cells_read(what, what_count, pc);
    return memmem(in, in_count, what, what_count);
}

static void *hd_memccpy(void *to, const void *from, int stop, size_t count)
{
    uint64_t pc = CALL_PC();
    if (count == 0)
        return NULL;
    cells_read(from, count, pc);
    const char *found = memchr(from, stop, count);
    size_t n = found != NULL ? (size_t)(found - (const char *)from) + 1 : count;
    cells_write(to, n, pc);
    memcpy(to, from, n);
    return found != NULL ? (char *)to + n : NULL;
}

static void hd_swab(const void *from, void *to, ssize_t count)
{
    uint64_t pc = CALL_PC();
    if (count <= 1)
        return;
    size_t n = (size_t)count & ~(size_t)1;
    cells_read(from, n, pc);
    cells_write(to, n, pc);
    swab(from, to, (ssize_t)n);
}

/* What -D_FORTIFY_SOURCE makes of them: with the size of the destination. */

static void room_check(size_t count, size_t room, const char *caller, uint64_t pc)
{
    if (count > room)
        call_report(FINDING_OVERFLOW, SEVERITY_ERROR, pc,
                    "%s: writes %zu bytes into a buffer of %zu", caller, count, room);
}

static void *hd___memcpy_chk(void *to, const void *from, size_t count, size_t room)
{
    room_check(count, room, "memcpy", CALL_PC());
    return copy(to, from, count, "memcpy", CALL_PC());
}

static void *hd___mempcpy_chk(void *to, const void *from, size_t count, size_t room)
{
    room_check(count, room, "mempcpy", CALL_PC());
    return (char *)copy(to, from, count, "mempcpy", CALL_PC()) + count;
}

static void *hd___memmove_chk(void *to, const void *from, size_t count, size_t room)
{
    room_check(count, room, "memmove", CALL_PC());
    return move(to, from, count, CALL_PC());
}

static void *hd___memset_chk(void *to, int byte, size_t count, size_t room)
{
    room_check(count, room, "memset", CALL_PC());
    return fill(to, byte, count, CALL_PC());
}

const struct surface_entry surface_memory_routines[] = {
    SURFACE(memcpy, "string.h", "overlapping blocks are reported as a warning"),
    SURFACE(mempcpy, "string.h", NULL),
    SURFACE_AS("__mempcpy", hd_mempcpy, "string.h", NULL),
    SURFACE(memmove, "string.h", NULL),
    SURFACE(bcopy, "strings.h", NULL),
    SURFACE(memset, "string.h", NULL),
    SURFACE(bzero, "strings.h", NULL),
    SURFACE_AS("explicit_bzero", hd_bzero, "string.h", NULL),
    SURFACE(memcmp, "string.h", NULL),
    SURFACE_AS("bcmp", hd_memcmp, "strings.h", NULL),
    SURFACE(memchr, "string.h", NULL),
    SURFACE(memrchr, "string.h", NULL),
    SURFACE(memmem, "string.h", NULL),
    SURFACE(memccpy, "string.h", NULL),
    SURFACE(swab, "unistd.h", NULL),
    SURFACE_HOST(ffs, "strings.h"),
    SURFACE_HOST(ffsl, "string.h"),
    SURFACE_HOST(ffsll, "string.h"),
    SURFACE(__memcpy_chk, "string.h", NULL),
    SURFACE(__mempcpy_chk, "string.h", NULL),
    SURFACE(__memmove_chk, "string.h", NULL),
    SURFACE(__memset_chk, "string.h", NULL),
};
SURFACE_PART_COUNT(memory_routines);
