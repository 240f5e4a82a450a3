/* SPDX-License-Identifier: MIT */
/* Conversions between text and numbers, and integer arithmetic of stdlib.h. */
#include "sim/posix/numbers.h"

#include "sim/call.h"
#include "sim/posix/host.h"
#include "sim/posix/posix.h"
#include "sim/posix/sink.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static int digit_of(unsigned char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 10;
    return 36;
}

/* The base that the prefix at `at` says; *skip bytes of it are no digits. */
static int base_of(struct cursor *text, size_t at, int base, size_t *skip)
{
    *skip = 0;
    if (cursor_at(text, at) != '0')
        return base == 0 ? 10 : base;
    if (base != 0 && base != 16)
        return base;
    unsigned char x = cursor_at(text, at + 1);
    if ((x == 'x' || x == 'X') && digit_of(cursor_at(text, at + 2)) < 16) {
        *skip = 2;
        return 16;
    }
    return base == 0 ? 8 : base;
}

struct integer integer_parse(struct cursor *text, int base, bool is_signed)
{
    struct integer result = {0};
    size_t at = 0, skip;
    while (isspace(cursor_at(text, at)))
        at++;
    unsigned char sign = cursor_at(text, at);
    if (sign == '-' || sign == '+')
        at++;
    base = base_of(text, at, base, &skip);
    at += skip;
    uint64_t magnitude = 0;
    for (;; at++) {
        int digit = digit_of(cursor_at(text, at));
        if (digit >= base)
            break;
        result.used = at + 1;
        if (__builtin_mul_overflow(magnitude, (uint64_t)base, &magnitude) ||
            __builtin_add_overflow(magnitude, (uint64_t)digit, &magnitude)) {
            result.out_of_range = true;
            magnitude = 0; /* the limit replaces it below */
        }
    }
    bool negative = sign == '-';
    uint64_t limit = !is_signed ? UINT64_MAX : (uint64_t)INT64_MAX + negative;
    result.out_of_range |= magnitude > limit;
    if (result.out_of_range)
        result.value = limit;
    else
        result.value = magnitude;
    if (negative && !(result.out_of_range && !is_signed))
        result.value = 0 - result.value;
    return result;
}

/* Text of heddle's own needs no announcement: a cursor over all of it. */
static struct cursor own_cursor(const char *text)
{
    return (struct cursor){.text = text, .ready = strlen(text), .ended = true};
}

uint64_t number_integer(const char *text, int base, bool is_signed, size_t *used)
{
    struct cursor cursor = own_cursor(text);
    struct integer result = integer_parse(&cursor, base, is_signed);
    *used = result.used;
    return result.value;
}

static void end_store(char **end, const char *text, size_t used, uint64_t pc)
{
    if (end == NULL)
        return;
    cells_write(end, sizeof *end, pc);
    *end = (char *)(uintptr_t)(text + used);
}

static uint64_t convert(const char *text, char **end, int base, bool is_signed, uint64_t pc)
{
    if (base < 0 || base == 1 || base > 36) {
        *call_errno() = EINVAL;
        end_store(end, text, 0, pc);
        return 0;
    }
    struct cursor cursor = cursor_of(text, pc);
    struct integer result = integer_parse(&cursor, base, is_signed);
    if (result.out_of_range)
        *call_errno() = ERANGE;
    end_store(end, text, result.used, pc);
    return result.value;
}

static long hd_strtol(const char *text, char **end, int base)
{
    return (long)convert(text, end, base, true, CALL_PC());
}

static unsigned long hd_strtoul(const char *text, char **end, int base)
{
    return convert(text, end, base, false, CALL_PC());
}

static int hd_atoi(const char *text)
{
    return (int)convert(text, NULL, 10, true, CALL_PC());
}

static long hd_atol(const char *text)
{
    return (long)convert(text, NULL, 10, true, CALL_PC());
}

/*
 * Which bytes may be part of a floating-point number, its sign, exponent, "infinity" or "nan(...)".
 */
static bool may_be_number(unsigned char c)
{
    return isalnum(c) || c == '+' || c == '-' || c == '.' || c == '(' || c == ')' || c == '_';
}

static void convert_floating(const char *text, char **end, enum host_number kind,
                             union format_value *value, uint64_t pc)
{
    struct cursor cursor = cursor_of(text, pc);
    struct sink token;
    size_t space = 0;
    while (isspace(cursor_at(&cursor, space)))
        space++;
    sink_init(&token);
    for (size_t i = space; may_be_number(cursor_at(&cursor, i)); i++)
        sink_put(&token, (char)cursor_at(&cursor, i));
    sink_put(&token, '\0');
    int error;
    size_t used = host_parse_number(token.bytes, kind, value, &error);
    sink_release(&token);
    if (error != 0)
        *call_errno() = error;
    end_store(end, text, used > 0 ? space + used : 0, pc);
}

static double hd_strtod(const char *text, char **end)
{
    union format_value value;
    convert_floating(text, end, HOST_DOUBLE, &value, CALL_PC());
    return value.d;
}

static float hd_strtof(const char *text, char **end)
{
    union format_value value;
    convert_floating(text, end, HOST_FLOAT, &value, CALL_PC());
    return (float)value.d;
}

static long double hd_strtold(const char *text, char **end)
{
    union format_value value;
    convert_floating(text, end, HOST_LONG_DOUBLE, &value, CALL_PC());
    return value.ld;
}

static double hd_atof(const char *text)
{
    union format_value value;
    convert_floating(text, NULL, HOST_DOUBLE, &value, CALL_PC());
    return value.d;
}

const struct surface_entry surface_numbers[] = {
    SURFACE(atoi, "stdlib.h", NULL),
    SURFACE(atol, "stdlib.h", NULL),
    SURFACE_AS("atoll", hd_atol, "stdlib.h", NULL),
    SURFACE(atof, "stdlib.h", NULL),
    SURFACE(strtol, "stdlib.h", NULL),
    SURFACE_AS("strtoll", hd_strtol, "stdlib.h", NULL),
    SURFACE_AS("strtoimax", hd_strtol, "inttypes.h", NULL),
    SURFACE_AS("strtoq", hd_strtol, "stdlib.h", NULL),
    SURFACE_AS("__strtol_internal", hd_strtol, "stdlib.h", NULL),
    SURFACE_AS("__isoc23_strtol", hd_strtol, "stdlib.h", NULL),
    SURFACE_AS("__isoc23_strtoll", hd_strtol, "stdlib.h", NULL),
    SURFACE_AS("__isoc23_strtoimax", hd_strtol, "inttypes.h", NULL),
    SURFACE(strtoul, "stdlib.h", NULL),
    SURFACE_AS("strtoull", hd_strtoul, "stdlib.h", NULL),
    SURFACE_AS("strtoumax", hd_strtoul, "inttypes.h", NULL),
    SURFACE_AS("strtouq", hd_strtoul, "stdlib.h", NULL),
    SURFACE_AS("__isoc23_strtoul", hd_strtoul, "stdlib.h", NULL),
    SURFACE_AS("__isoc23_strtoull", hd_strtoul, "stdlib.h", NULL),
    SURFACE_AS("__isoc23_strtoumax", hd_strtoul, "inttypes.h", NULL),
    SURFACE(strtod, "stdlib.h", NULL),
    SURFACE(strtof, "stdlib.h", NULL),
    SURFACE(strtold, "stdlib.h", NULL),
    SURFACE_HOST(abs, "stdlib.h"),
    SURFACE_HOST(labs, "stdlib.h"),
    SURFACE_HOST(llabs, "stdlib.h"),
    SURFACE_HOST(imaxabs, "inttypes.h"),
    SURFACE_HOST(div, "stdlib.h"),
    SURFACE_HOST(ldiv, "stdlib.h"),
    SURFACE_HOST(lldiv, "stdlib.h"),
    SURFACE_HOST(imaxdiv, "inttypes.h"),
};
SURFACE_PART_COUNT(numbers);
