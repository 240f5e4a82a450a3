/* SPDX-License-Identifier: MIT */
#include "sim/posix/scan.h"

#include "base/check.h"
#include "sim/posix/heap.h"
#include "sim/posix/host.h"
#include "sim/posix/numbers.h"
#include "sim/posix/sink.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

struct scan_directive {
    bool suppress, allocate;
    uint8_t length; /* enum format_length */
    char conversion;
    size_t width; /* SIZE_MAX: none given */
    uint32_t set[8];
};

/* A scan in progress. */
struct scan {
    struct scan_input *input;
    const char *caller;
    uint64_t pc;
    va_list list;
    int assigned;
};

enum outcome { MATCHED, MISMATCH, INPUT_ENDED };

static int input_peek(struct scan_input *in)
{
    if (in->stream != NULL)
        return stream_peek(in->stream);
    unsigned char c = cursor_at(&in->text, in->taken);
    return c != 0 ? c : EOF;
}

static void input_take(struct scan_input *in)
{
    if (in->stream != NULL)
        stream_take(in->stream);
    in->taken++;
}

static void input_skip_space(struct scan_input *in)
{
    while (isspace(input_peek(in)))
        input_take(in);
}

static bool set_has(const struct scan_directive *d, int c)
{
    return (d->set[(unsigned char)c / 32] >> ((unsigned char)c % 32)) & 1;
}

/* The set behind "%[": at points behind the bracket.  Returns the place behind the closing one. */
static const char *set_parse(const char *at, const char *end, struct scan_directive *d)
{
    bool negated = at < end && *at == '^';
    if (negated)
        at++;
    for (bool first = true; at < end && (first || *at != ']'); first = false) {
        unsigned char from = (unsigned char)*at++, to = from;
        if (end - at >= 2 && *at == '-' && at[1] != ']') {
            to = (unsigned char)at[1];
            at += 2;
        }
        for (unsigned c = from; c <= to; c++)
            d->set[c / 32] |= UINT32_C(1) << (c % 32);
    }
    for (int i = 0; negated && i < 8; i++)
        d->set[i] = ~d->set[i];
    return at < end ? at + 1 : at;
}

/* at points behind the '%'. */
static const char *scan_directive_parse(const char *at, const char *end, struct scan_directive *d)
{
    *d = (struct scan_directive){.width = SIZE_MAX};
    for (; at < end && (*at == '*' || *at == '\'' || *at == 'm'); at++) {
        d->suppress |= *at == '*';
        d->allocate |= *at == 'm';
    }
    if (at < end && isdigit((unsigned char)*at))
        for (d->width = 0; at < end && isdigit((unsigned char)*at); at++)
            if (d->width < SINK_BYTES_MAX)
                d->width = d->width * 10 + (size_t)(*at - '0');
    if (at < end && *at == 'm') {
        d->allocate = true;
        at++;
    }
    struct directive modifier;
    at = directive_parse(at, end, &modifier); /* only length and conversion are left */
    d->length = modifier.length;
    d->conversion = modifier.conversion;
    if (d->conversion == '[')
        at = set_parse(at, end, d);
    if (d->width == 0)
        d->width = SIZE_MAX;
    return at;
}

static void integer_store(struct scan *s, const struct scan_directive *d, uint64_t value)
{
    void *to = va_arg(s->list, void *);
    switch (d->length) {
    case LENGTH_CHAR:
        cells_write(to, sizeof(char), s->pc);
        *(unsigned char *)to = (unsigned char)value;
        break;
    case LENGTH_SHORT:
        cells_write(to, sizeof(short), s->pc);
        *(unsigned short *)to = (unsigned short)value;
        break;
    case LENGTH_NONE:
        if (d->conversion != 'p') {
            cells_write(to, sizeof(int), s->pc);
            *(unsigned *)to = (unsigned)value;
            break;
        } /* fall through */
    default:
        cells_write(to, sizeof(long), s->pc);
        *(uint64_t *)to = value;
    }
}

static void number_store(struct scan *s, const struct scan_directive *d,
                         const union format_value *value)
{
    void *to = va_arg(s->list, void *);
    if (d->length == LENGTH_LONG_DOUBLE) {
        cells_write(to, sizeof(long double), s->pc);
        *(long double *)to = value->ld;
    } else if (d->length == LENGTH_LONG) {
        cells_write(to, sizeof(double), s->pc);
        *(double *)to = value->d;
    } else {
        cells_write(to, sizeof(float), s->pc);
        *(float *)to = (float)value->d;
    }
}

/* terminated: with a NUL; %c has none. */
static void text_store(struct scan *s, const struct scan_directive *d, const struct sink *token,
                       bool terminated)
{
    char *to = va_arg(s->list, char *);
    if (d->allocate) {
        char *copy = heap_copy_text(token->bytes, token->count, s->pc);
        cells_write(to, sizeof copy, s->pc);
        memcpy(to, &copy, sizeof copy);
        return;
    }
    cells_write(to, token->count + terminated, s->pc);
    memcpy(to, token->bytes, token->count);
    if (terminated)
        to[token->count] = '\0';
}

static bool take_if(struct scan *s, struct sink *token, const char *accepted, size_t width)
{
    int c = input_peek(s->input);
    if (token->count >= width || c == EOF || c == 0 || strchr(accepted, c) == NULL)
        return false;
    sink_put(token, (char)c);
    input_take(s->input);
    return true;
}

static int conversion_base(char conversion)
{
    switch (conversion) {
    case 'i': return 0;
    case 'o': return 8;
    case 'x':
    case 'X':
    case 'p': return 16;
    default: return 10;
    }
}

static enum outcome scan_integer(struct scan *s, const struct scan_directive *d,
                                 struct sink *token)
{
    int base = conversion_base(d->conversion);
    take_if(s, token, "+-", d->width);
    if (take_if(s, token, "0", d->width)) {
        if ((base == 0 || base == 16) && take_if(s, token, "xX", d->width))
            base = 16;
        else if (base == 0)
            base = 8;
    }
    const char *digits = base == 8    ? "01234567"
                         : base == 16 ? "0123456789abcdefABCDEF"
                                      : "0123456789";
    while (take_if(s, token, digits, d->width))
        continue;
    sink_put(token, '\0');
    size_t used;
    bool is_signed = d->conversion == 'd' || d->conversion == 'i';
    uint64_t value = number_integer(token->bytes, base, is_signed, &used);
    if (used == 0 || used + 1 != token->count)
        return MISMATCH;
    if (!d->suppress) {
        integer_store(s, d, value);
        s->assigned++;
    }
    return MATCHED;
}

/* Takes the longest text that may still become a number. */
static void number_collect(struct scan *s, const struct scan_directive *d, struct sink *token)
{
    size_t width = d->width;
    take_if(s, token, "+-", width);
    static const char *const words[] = {"iI", "nN", "fF", "iI", "nN", "iI", "tT", "yY"};
    if (take_if(s, token, "iI", width)) {
        for (size_t i = 1; i < ARRAY_LENGTH(words) && take_if(s, token, words[i], width); i++)
            continue;
        return;
    }
    if (take_if(s, token, "nN", width)) {
        if (take_if(s, token, "aA", width))
            take_if(s, token, "nN", width);
        return;
    }
    bool hexadecimal =
        take_if(s, token, "0", width) && take_if(s, token, "xX", width);
    const char *digits = hexadecimal ? "0123456789abcdefABCDEF" : "0123456789";
    while (take_if(s, token, digits, width))
        continue;
    if (take_if(s, token, ".", width))
        while (take_if(s, token, digits, width))
            continue;
    if (take_if(s, token, hexadecimal ? "pP" : "eE", width)) {
        take_if(s, token, "+-", width);
        while (take_if(s, token, "0123456789", width))
            continue;
    }
}

static enum outcome scan_number(struct scan *s, const struct scan_directive *d, struct sink *token)
{
    number_collect(s, d, token);
    sink_put(token, '\0');
    enum host_number kind = d->length == LENGTH_LONG_DOUBLE ? HOST_LONG_DOUBLE
                            : d->length == LENGTH_LONG      ? HOST_DOUBLE
                                                            : HOST_FLOAT;
    union format_value value;
    int error;
    size_t used = host_parse_number(token->bytes, kind, &value, &error);
    if (used == 0 || used + 1 != token->count)
        return MISMATCH;
    if (!d->suppress) {
        number_store(s, d, &value);
        s->assigned++;
    }
    return MATCHED;
}

static bool text_accepts(const struct scan_directive *d, int c)
{
    if (c == EOF)
        return false;
    switch (d->conversion) {
    case 's': return !isspace(c);
    case '[': return set_has(d, c);
    default: return true;
    }
}

static enum outcome scan_characters(struct scan *s, const struct scan_directive *d,
                                    struct sink *token)
{
    size_t width = d->conversion == 'c' && d->width == SIZE_MAX ? 1 : d->width;
    while (token->count < width && text_accepts(d, input_peek(s->input))) {
        sink_put(token, (char)input_peek(s->input));
        input_take(s->input);
    }
    if (token->count == 0 || token->overflow)
        return MISMATCH;
    if (!d->suppress) {
        text_store(s, d, token, d->conversion != 'c');
        s->assigned++;
    }
    return MATCHED;
}

static enum outcome convert(struct scan *s, const struct scan_directive *d, struct sink *token)
{
    switch (d->conversion) {
    case 'd':
    case 'i':
    case 'o':
    case 'u':
    case 'x':
    case 'X':
    case 'p': return scan_integer(s, d, token);
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': return scan_number(s, d, token);
    case 's':
    case 'c':
    case '[':
        if (d->length == LENGTH_LONG)
            break;
        return scan_characters(s, d, token);
    case 'S':
    case 'C': break;
    default: return MISMATCH;
    }
    call_unsupported(s->pc, "%s: wide characters are not modelled", s->caller);
}

static enum outcome scan_directive(struct scan *s, const struct scan_directive *d)
{
    if (d->conversion == 'n') {
        if (!d->suppress)
            integer_store(s, d, s->input->taken);
        return MATCHED;
    }
    if (d->conversion != 'c' && d->conversion != '[')
        input_skip_space(s->input);
    int next = input_peek(s->input);
    if (next == EOF)
        return INPUT_ENDED;
    if (d->conversion == '%') {
        if (next == '%')
            input_take(s->input);
        return next == '%' ? MATCHED : MISMATCH;
    }
    struct sink token;
    sink_init(&token);
    enum outcome outcome = convert(s, d, &token);
    sink_release(&token);
    return outcome;
}

static enum outcome scan_literal(struct scan *s, char expected)
{
    if (isspace((unsigned char)expected)) {
        input_skip_space(s->input);
        return MATCHED;
    }
    int next = input_peek(s->input);
    if (next == EOF)
        return INPUT_ENDED;
    if (next != (unsigned char)expected)
        return MISMATCH;
    input_take(s->input);
    return MATCHED;
}

int scan_text(struct scan_input *input, const char *format, va_list list, const char *caller,
              uint64_t pc)
{
    struct scan s = {.input = input, .caller = caller, .pc = pc};
    const char *end = format + cells_read_text(format, pc);
    enum outcome outcome = MATCHED;
    va_copy(s.list, list);
    for (const char *at = format; at < end && outcome == MATCHED;) {
        if (*at != '%') {
            outcome = scan_literal(&s, *at++);
            continue;
        }
        struct scan_directive d;
        at = scan_directive_parse(at + 1, end, &d);
        outcome = scan_directive(&s, &d);
    }
    va_end(s.list);
    return outcome == INPUT_ENDED && s.assigned == 0 ? EOF : s.assigned;
}
