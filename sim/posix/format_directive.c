/* SPDX-License-Identifier: MIT */
/* The pure part of printf: directives and integers. */
#include "sim/posix/format.h"

#include <limits.h>

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A decimal number; -1 if it does not fit an int. */
static const char *number_parse(const char *at, const char *end, int *out)
{
    int64_t value = 0;
    for (; at < end && is_digit(*at); at++)
        if (value <= INT_MAX)
            value = value * 10 + (*at - '0');
    *out = value <= INT_MAX ? (int)value : -1;
    return at;
}

/* "12$" gives 12 and the place behind it; anything else 0 and at. */
static const char *position_parse(const char *at, const char *end, uint8_t *out)
{
    int number = 0;
    const char *behind = number_parse(at, end, &number);
    *out = 0;
    if (behind == at || behind == end || *behind != '$' || number < 1 ||
        number > FORMAT_POSITIONS_MAX)
        return at;
    *out = (uint8_t)number;
    return behind + 1;
}

static const char *flags_parse(const char *at, const char *end, struct directive *d)
{
    for (; at < end; at++) {
        switch (*at) {
        case '-': d->flags |= FORMAT_LEFT; break;
        case '+': d->flags |= FORMAT_PLUS; break;
        case ' ': d->flags |= FORMAT_SPACE; break;
        case '#': d->flags |= FORMAT_ALTERNATE; break;
        case '0': d->flags |= FORMAT_ZERO; break;
        case '\'': /* grouping: the C locale has none */
        case 'I': break;
        default: return at;
        }
    }
    return at;
}

static const char *length_parse(const char *at, const char *end, struct directive *d)
{
    for (; at < end; at++) {
        switch (*at) {
        case 'h': d->length = d->length == LENGTH_SHORT ? LENGTH_CHAR : LENGTH_SHORT; break;
        case 'l':
        case 'j':
        case 'z':
        case 'Z':
        case 't':
        case 'q': d->length = LENGTH_LONG; break;
        case 'L': d->length = LENGTH_LONG_DOUBLE; break;
        default: return at;
        }
    }
    return at;
}

const char *directive_parse(const char *at, const char *end, struct directive *out)
{
    *out = (struct directive){0};
    at = position_parse(at, end, &out->position);
    at = flags_parse(at, end, out);
    if (at < end && *at == '*') {
        out->width_is_argument = true;
        at = position_parse(at + 1, end, &out->width_position);
    } else {
        at = number_parse(at, end, &out->width);
    }
    if (at < end && *at == '.') {
        out->has_precision = true;
        if (++at < end && *at == '*') {
            out->precision_is_argument = true;
            at = position_parse(at + 1, end, &out->precision_position);
        } else {
            at = number_parse(at, end, &out->precision);
        }
    }
    at = length_parse(at, end, out);
    if (at < end)
        out->conversion = *at++;
    return at;
}

enum value_kind directive_value(const struct directive *d)
{
    switch (d->conversion) {
    case 'd':
    case 'i':
    case 'o':
    case 'u':
    case 'x':
    case 'X':
        return d->length == LENGTH_LONG || d->length == LENGTH_LONG_DOUBLE ? VALUE_LONG : VALUE_INT;
    case 'c': return VALUE_INT;
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': return d->length == LENGTH_LONG_DOUBLE ? VALUE_LONG_DOUBLE : VALUE_DOUBLE;
    case 's':
    case 'S':
    case 'C':
    case 'p':
    case 'n': return VALUE_POINTER;
    default: return VALUE_NONE;
    }
}

/* The argument as the length modifier narrows it. */
static uint64_t narrowed(const struct directive *d, int64_t value, bool is_signed)
{
    switch (d->length) {
    case LENGTH_CHAR: return is_signed ? (uint64_t)(signed char)value : (unsigned char)value;
    case LENGTH_SHORT: return is_signed ? (uint64_t)(short)value : (unsigned short)value;
    case LENGTH_NONE:
        if (d->conversion == 'p')
            return (uint64_t)value;
        return is_signed ? (uint64_t)(int)value : (unsigned)value;
    default: return (uint64_t)value;
    }
}

/* Writes the digits backwards, ending before `end`; returns where they start. */
static char *digits_write(char *end, uint64_t magnitude, char conversion)
{
    static const char lower[] = "0123456789abcdef", upper[] = "0123456789ABCDEF";
    const char *digits = conversion == 'X' ? upper : lower;
    switch (conversion) {
    case 'o':
        for (; magnitude > 0; magnitude >>= 3)
            *--end = digits[magnitude & 7];
        break;
    case 'x':
    case 'X':
    case 'p':
        for (; magnitude > 0; magnitude >>= 4)
            *--end = digits[magnitude & 15];
        break;
    default:
        for (; magnitude > 0; magnitude /= 10)
            *--end = digits[magnitude % 10];
    }
    return end;
}

/* The sign or base in front of the digits. */
static size_t prefix_write(char prefix[2], const struct directive *d, bool is_signed, bool negative,
                           bool is_zero)
{
    if (is_signed) {
        if (negative)
            prefix[0] = '-';
        else if (d->flags & FORMAT_PLUS)
            prefix[0] = '+';
        else if (d->flags & FORMAT_SPACE)
            prefix[0] = ' ';
        else
            return 0;
        return 1;
    }
    bool hexadecimal = d->conversion == 'x' || d->conversion == 'X';
    if (d->conversion != 'p' && !(hexadecimal && (d->flags & FORMAT_ALTERNATE) && !is_zero))
        return 0;
    prefix[0] = '0';
    prefix[1] = d->conversion == 'X' ? 'X' : 'x';
    return 2;
}

void format_integer(struct sink *out, const struct directive *d, int64_t value)
{
    char buffer[24], prefix[2];
    bool is_signed = d->conversion == 'd' || d->conversion == 'i';
    uint64_t magnitude = narrowed(d, value, is_signed);
    bool negative = is_signed && (int64_t)magnitude < 0;
    if (negative)
        magnitude = 0 - magnitude;
    char *end = buffer + sizeof buffer, *start = digits_write(end, magnitude, d->conversion);
    size_t digits = (size_t)(end - start);
    size_t prefix_bytes = prefix_write(prefix, d, is_signed, negative, magnitude == 0);

    size_t precision = d->has_precision ? (size_t)d->precision : 1, zeros = 0;
    size_t width = (size_t)d->width;
    if (digits < precision)
        zeros = precision - digits;
    if (d->conversion == 'o' && (d->flags & FORMAT_ALTERNATE) && zeros == 0)
        zeros = digits == 0 || *start != '0';
    size_t bytes = prefix_bytes + zeros + digits, padding = width > bytes ? width - bytes : 0;
    if ((d->flags & (FORMAT_ZERO | FORMAT_LEFT)) == FORMAT_ZERO && !d->has_precision) {
        zeros += padding;
        padding = 0;
    }
    if (padding > 0 && !(d->flags & FORMAT_LEFT))
        sink_fill(out, ' ', padding);
    sink_append(out, prefix, prefix_bytes);
    if (zeros > 0)
        sink_fill(out, '0', zeros);
    sink_append(out, start, digits);
    if (padding > 0 && d->flags & FORMAT_LEFT)
        sink_fill(out, ' ', padding);
}
