/* SPDX-License-Identifier: MIT */
/*
 * What the rules of SV-COMP give a meaning to (docs/sv-comp.md).
 *
 * An unknown value is a choice among those of --nondet that its type has.  A false assumption is an operation that
 * is never enabled, so that others may come to an error before: that error is real, for the task that
 * assumed could have been slower.
 */
#include "sim/posix/verifier.h"

#include "base/check.h"
#include "sim/call.h"
#include "sim/posix/posix.h"
#include "sim/section.h"

#include <limits.h>

_Noreturn void verifier_exclude(uint64_t pc)
{
    const struct op op = {.kind = OP_FOREVER, .arg = FOREVER_EXCLUDED, .pc = pc};
    call_perform(&op);
    UNREACHABLE();
}

static int64_t choose(int64_t min, int64_t max, uint64_t pc)
{
    struct machine *m = call_machine();
    struct nondet range = nondet_clip(&m->options.nondet, min, max);
    m->nondet_used = true;
    if (range.low == range.high)
        return range.low;
    struct op op = {.kind = OP_CHOOSE, .arg = (uint64_t)(range.high - range.low) + 1, .pc = pc};
    return range.low + (int64_t)call_perform(&op);
}

#define NONDET(name, type, min, max)                                                               \
    static type hd___VERIFIER_nondet_##name(void)                                                  \
    {                                                                                              \
        return (type)choose(min, max, CALL_PC());                                                  \
    }

NONDET(bool, bool, 0, 1)
NONDET(_Bool, bool, 0, 1)
NONDET(char, char, CHAR_MIN, CHAR_MAX)
NONDET(schar, signed char, SCHAR_MIN, SCHAR_MAX)
NONDET(uchar, unsigned char, 0, UCHAR_MAX)
NONDET(unsigned_char, unsigned char, 0, UCHAR_MAX)
NONDET(short, short, SHRT_MIN, SHRT_MAX)
NONDET(ushort, unsigned short, 0, USHRT_MAX)
NONDET(int, int, INT_MIN, INT_MAX)
NONDET(uint, unsigned, 0, UINT_MAX)
NONDET(unsigned, unsigned, 0, UINT_MAX)
NONDET(unsigned_int, unsigned, 0, UINT_MAX)
NONDET(long, long, INT64_MIN, INT64_MAX)
NONDET(ulong, unsigned long, 0, INT64_MAX)
NONDET(longlong, long long, INT64_MIN, INT64_MAX)
NONDET(ulonglong, unsigned long long, 0, INT64_MAX)
NONDET(int128, __int128, INT64_MIN, INT64_MAX)
NONDET(uint128, unsigned __int128, 0, INT64_MAX)
NONDET(u8, uint8_t, 0, UINT8_MAX)
NONDET(u16, uint16_t, 0, UINT16_MAX)
NONDET(u32, uint32_t, 0, UINT32_MAX)
NONDET(u64, uint64_t, 0, INT64_MAX)
NONDET(s8, int8_t, INT8_MIN, INT8_MAX)
NONDET(s16, int16_t, INT16_MIN, INT16_MAX)
NONDET(s32, int32_t, INT32_MIN, INT32_MAX)
NONDET(s64, int64_t, INT64_MIN, INT64_MAX)
NONDET(size_t, size_t, 0, INT64_MAX)
NONDET(loff_t, long long, INT64_MIN, INT64_MAX)
NONDET(sector_t, unsigned long, 0, INT64_MAX)
NONDET(pthread_t, unsigned long, 0, INT64_MAX)
NONDET(float, float, INT32_MIN, INT32_MAX)
NONDET(double, double, INT32_MIN, INT32_MAX)
NONDET(pointer, uintptr_t, 0, INT64_MAX)
NONDET(pchar, uintptr_t, 0, INT64_MAX)
NONDET(charp, uintptr_t, 0, INT64_MAX)

static void hd___VERIFIER_nondet_memory(void *memory, size_t bytes)
{
    uint64_t pc = CALL_PC();
    unsigned char *at = memory;
    for (size_t i = 0; i < bytes; i++) {
        unsigned char value = (unsigned char)choose(0, UCHAR_MAX, pc);
        cells_write(&at[i], 1, pc);
        at[i] = value;
    }
}

static void hd___VERIFIER_assume(int condition)
{
    if (!condition)
        verifier_exclude(CALL_PC());
}

static void hd___VERIFIER_assert(int condition)
{
    if (!condition)
        call_report(FINDING_ASSERTION, SEVERITY_ERROR, CALL_PC(), "__VERIFIER_assert fails");
}

static void hd_reach_error(void)
{
    call_report(FINDING_ASSERTION, SEVERITY_ERROR, CALL_PC(), "reach_error is called");
}

static void hd___VERIFIER_error(void)
{
    call_report(FINDING_ASSERTION, SEVERITY_ERROR, CALL_PC(), "__VERIFIER_error is called");
}

static void hd___VERIFIER_atomic_begin(void)
{
    section_begin(CALL_PC());
}

static void hd___VERIFIER_atomic_end(void)
{
    section_end(CALL_PC());
}

#define UNKNOWN(name) SURFACE(__VERIFIER_nondet_##name, "none", "every number of --nondet that the type has")

const struct surface_entry surface_verifier[] = {
    UNKNOWN(bool),
    UNKNOWN(_Bool),
    UNKNOWN(char),
    UNKNOWN(schar),
    UNKNOWN(uchar),
    UNKNOWN(unsigned_char),
    UNKNOWN(short),
    UNKNOWN(ushort),
    UNKNOWN(int),
    UNKNOWN(uint),
    UNKNOWN(unsigned),
    UNKNOWN(unsigned_int),
    UNKNOWN(long),
    UNKNOWN(ulong),
    UNKNOWN(longlong),
    UNKNOWN(ulonglong),
    UNKNOWN(int128),
    UNKNOWN(uint128),
    UNKNOWN(u8),
    UNKNOWN(u16),
    UNKNOWN(u32),
    UNKNOWN(u64),
    UNKNOWN(s8),
    UNKNOWN(s16),
    UNKNOWN(s32),
    UNKNOWN(s64),
    UNKNOWN(size_t),
    UNKNOWN(loff_t),
    UNKNOWN(sector_t),
    UNKNOWN(pthread_t),
    UNKNOWN(float),
    UNKNOWN(double),
    UNKNOWN(pointer),
    UNKNOWN(pchar),
    UNKNOWN(charp),
    SURFACE(__VERIFIER_nondet_memory, "none", "each byte"),
    SURFACE(__VERIFIER_assume, "none", "an execution where it is false does not count"),
    SURFACE(__VERIFIER_assert, "none", "reported as a violation"),
    SURFACE(reach_error, "none", "reported as a violation, also where the program defines it"),
    SURFACE(__VERIFIER_error, "none", "reported as a violation, also where the program defines it"),
    SURFACE(__VERIFIER_atomic_begin, "none", "until it ends no other task makes a step"),
    SURFACE(__VERIFIER_atomic_end, "none", NULL),
};
SURFACE_PART_COUNT(verifier);
