/* SPDX-License-Identifier: MIT */
/* The engine of the printf family (format.h): walks the format, announces, converts. */
#include "base/check.h"
#include "sim/call.h"
#include "sim/posix/format.h"
#include "sim/posix/host.h"

#include <errno.h>
#include <string.h>

static int64_t next_int(struct format_arguments *a, uint8_t position)
{
    if (a->positional != NULL)
        return position > 0 ? (int)a->positional[position - 1].i : 0;
    return va_arg(a->list, int);
}

static void value_take(va_list *list, enum value_kind kind, union format_value *out)
{
    switch (kind) {
    case VALUE_NONE: break;
    case VALUE_INT: out->i = va_arg(*list, int); break;
    case VALUE_LONG: out->i = va_arg(*list, int64_t); break;
    case VALUE_DOUBLE: out->d = va_arg(*list, double); break;
    case VALUE_LONG_DOUBLE: out->ld = va_arg(*list, long double); break;
    case VALUE_POINTER: out->p = va_arg(*list, void *); break;
    }
}

static void next_value(struct format_arguments *a, const struct directive *d,
                       union format_value *out)
{
    out->i = 0;
    if (a->positional == NULL)
        value_take(&a->list, directive_value(d), out);
    else if (d->position > 0)
        *out = a->positional[d->position - 1];
}

/* Replaces stars by numbers.  False: a number larger than an int. */
static bool stars_resolve(struct directive *d, struct format_arguments *a)
{
    if (d->width_is_argument) {
        int64_t width = next_int(a, d->width_position);
        if (width < 0) {
            d->flags |= FORMAT_LEFT;
            width = -width;
        }
        d->width = width <= INT32_MAX ? (int)width : -1;
    }
    if (d->precision_is_argument) {
        d->precision = (int)next_int(a, d->precision_position);
        if (d->precision < 0) {
            d->has_precision = false;
            d->precision = 0;
        }
    }
    return d->width >= 0 && d->precision >= 0;
}

static void padded(struct sink *out, const struct directive *d, const char *bytes, size_t count)
{
    size_t width = (size_t)d->width, padding = width > count ? width - count : 0;
    if (padding > 0 && !(d->flags & FORMAT_LEFT))
        sink_fill(out, ' ', padding);
    sink_append(out, bytes, count);
    if (padding > 0 && d->flags & FORMAT_LEFT)
        sink_fill(out, ' ', padding);
}

static void format_string(struct sink *out, const struct directive *d, const char *text,
                          uint64_t pc)
{
    size_t limit = d->has_precision ? (size_t)d->precision : SIZE_MAX, count;
    if (text == NULL) {
        text = "(null)"; /* as glibc prints it: whole or not at all */
        count = limit >= strlen(text) ? strlen(text) : 0;
    } else if (d->has_precision) {
        count = cells_read_text_limited(text, limit, pc);
    } else {
        count = cells_read_text(text, pc);
    }
    padded(out, d, text, count);
}

static void format_error(struct sink *out, const struct directive *d, int number)
{
    const char *message = strerrordesc_np(number);
    if (message == NULL)
        message = "Unknown error";
    size_t count = strlen(message);
    if (d->has_precision && count > (size_t)d->precision)
        count = (size_t)d->precision;
    padded(out, d, message, count);
}

static void count_store(const struct directive *d, void *to, size_t count, uint64_t pc)
{
    switch (d->length) {
    case LENGTH_CHAR:
        cells_write(to, sizeof(signed char), pc);
        *(signed char *)to = (signed char)count;
        break;
    case LENGTH_SHORT:
        cells_write(to, sizeof(short), pc);
        *(short *)to = (short)count;
        break;
    case LENGTH_NONE:
        cells_write(to, sizeof(int), pc);
        *(int *)to = (int)count;
        break;
    default:
        cells_write(to, sizeof(long), pc);
        *(long *)to = (long)count;
    }
}

/*
 * The conversions; *start points behind the '%', for those that do not exist and are printed as is.
 */
static void convert(struct sink *out, struct directive *d, const union format_value *value,
                    const char *start, const char *end, const char *caller, uint64_t pc)
{
    switch (d->conversion) {
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'o': format_integer(out, d, value->i); break;
    case 's':
    case 'c':
        if (d->length == LENGTH_LONG)
            call_unsupported(pc, "%s: wide characters (%%l%c) are not modelled", caller,
                             d->conversion);
        if (d->conversion == 's')
            format_string(out, d, value->p, pc);
        else
            padded(out, d, &(char){(char)value->i}, 1);
        break;
    case 'S':
    case 'C':
        call_unsupported(pc, "%s: wide characters (%%%c) are not modelled", caller, d->conversion);
    case 'p':
        if (value->p == NULL)
            padded(out, d, "(nil)", 5);
        else
            format_integer(out, d, value->i);
        break;
    case 'n': count_store(d, value->p, out->count, pc); break;
    case 'm': format_error(out, d, *call_errno()); break;
    case '%': sink_put(out, '%'); break;
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': host_format_number(out, d, value); break;
    default:
        sink_put(out, '%');
        sink_append(out, start, (size_t)(end - start));
    }
}

/* Which kind of argument each position has.  False: the format uses none. */
static bool positions_collect(const char *format, const char *end,
                              uint8_t kinds[FORMAT_POSITIONS_MAX], int *count)
{
    *count = 0;
    for (const char *at = format; (at = memchr(at, '%', (size_t)(end - at))) != NULL;) {
        struct directive d;
        at = directive_parse(at + 1, end, &d);
        const struct { uint8_t position, kind; } uses[] = {
            {d.position, (uint8_t)directive_value(&d)},
            {d.width_position, VALUE_INT},
            {d.precision_position, VALUE_INT},
        };
        for (size_t i = 0; i < ARRAY_LENGTH(uses); i++) {
            if (uses[i].position == 0)
                continue;
            kinds[uses[i].position - 1] = uses[i].kind;
            if (*count < uses[i].position)
                *count = uses[i].position;
        }
        if (d.position == 0 && d.conversion != '%')
            return false;
    }
    return *count > 0;
}

static bool format_walk(struct sink *out, const char *at, const char *end,
                        struct format_arguments *arguments, const char *caller, uint64_t pc)
{
    while (at < end) {
        const char *percent = memchr(at, '%', (size_t)(end - at));
        if (percent == NULL)
            percent = end;
        sink_append(out, at, (size_t)(percent - at));
        if (percent == end)
            break;
        struct directive d;
        at = directive_parse(percent + 1, end, &d);
        bool fits = stars_resolve(&d, arguments);
        if (d.conversion == '\0') {
            *call_errno() = EINVAL;
            return false;
        }
        union format_value value;
        next_value(arguments, &d, &value);
        if (fits)
            convert(out, &d, &value, percent + 1, at, caller, pc);
        if (!fits || out->overflow) {
            *call_errno() = EOVERFLOW;
            return false;
        }
    }
    return true;
}

/* Apart from the common case: these arrays would make every task's stack deeper. */
static __attribute__((noinline)) bool format_positional(struct sink *out, const char *format,
                                                        const char *end,
                                                        struct format_arguments *arguments,
                                                        const char *caller, uint64_t pc)
{
    union format_value values[FORMAT_POSITIONS_MAX];
    uint8_t kinds[FORMAT_POSITIONS_MAX] = {0};
    int count;
    if (!positions_collect(format, end, kinds, &count))
        return format_walk(out, format, end, arguments, caller, pc);
    memset(values, 0, sizeof values);
    for (int i = 0; i < count; i++) /* glibc, too, takes an int for a position nobody uses */
        value_take(&arguments->list, kinds[i] == VALUE_NONE ? VALUE_INT : kinds[i], &values[i]);
    arguments->positional = values;
    bool ok = format_walk(out, format, end, arguments, caller, pc);
    arguments->positional = NULL;
    return ok;
}

bool format_text(struct sink *out, const char *format, struct format_arguments *arguments,
                 const char *caller, uint64_t pc)
{
    size_t bytes = cells_read_text(format, pc);
    const char *end = format + bytes;
    arguments->positional = NULL;
    if (UNLIKELY(memchr(format, '$', bytes) != NULL))
        return format_positional(out, format, end, arguments, caller, pc);
    return format_walk(out, format, end, arguments, caller, pc);
}
