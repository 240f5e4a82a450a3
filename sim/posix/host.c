/* SPDX-License-Identifier: MIT */
#include "sim/posix/host.h"

#include "sim/call.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { PRECISION_MAX = 100000 }; /* more digits than any number has */

struct formatting {
    char specification[12];
    const struct directive *d;
    const union format_value *value;
    char *bytes;
    size_t capacity;
    int result;
};

static void specification_write(char *to, const struct directive *d)
{
    *to++ = '%';
    if (d->flags & FORMAT_LEFT)
        *to++ = '-';
    if (d->flags & FORMAT_PLUS)
        *to++ = '+';
    if (d->flags & FORMAT_SPACE)
        *to++ = ' ';
    if (d->flags & FORMAT_ALTERNATE)
        *to++ = '#';
    if (d->flags & FORMAT_ZERO)
        *to++ = '0';
    *to++ = '*';
    *to++ = '.';
    *to++ = '*';
    if (d->length == LENGTH_LONG_DOUBLE)
        *to++ = 'L';
    *to++ = d->conversion;
    *to = '\0';
}

static void format_on_host(void *argument)
{
    struct formatting *f = argument;
    int precision = f->d->has_precision ? f->d->precision : -1;
    if (f->d->length == LENGTH_LONG_DOUBLE)
        f->result = snprintf(f->bytes, f->capacity, f->specification, f->d->width, precision,
                             f->value->ld);
    else
        f->result = snprintf(f->bytes, f->capacity, f->specification, f->d->width, precision,
                             f->value->d);
}

void host_format_number(struct sink *out, const struct directive *d,
                        const union format_value *value)
{
    struct formatting f = {.d = d, .value = value};
    if (d->precision > PRECISION_MAX || d->width > SINK_BYTES_MAX) {
        out->overflow = true;
        return;
    }
    specification_write(f.specification, d);
    for (int attempt = 0; attempt < 2; attempt++) {
        f.bytes = out->bytes + out->count;
        f.capacity = out->capacity - out->count;
        call_on_host(format_on_host, &f);
        if (f.result < 0) {
            out->overflow = true;
            return;
        }
        if ((size_t)f.result < f.capacity) {
            out->count += (size_t)f.result;
            return;
        }
        if (!sink_reserve(out, (size_t)f.result + 1))
            return;
    }
}

struct parsing {
    const char *text;
    char *end;
    enum host_number kind;
    union format_value *out;
    int error;
};

static void parse_on_host(void *argument)
{
    struct parsing *p = argument;
    int saved = errno;
    errno = 0;
    switch (p->kind) {
    case HOST_FLOAT: p->out->d = (double)strtof(p->text, &p->end); break;
    case HOST_DOUBLE: p->out->d = strtod(p->text, &p->end); break;
    case HOST_LONG_DOUBLE: p->out->ld = strtold(p->text, &p->end); break;
    }
    p->error = errno;
    errno = saved;
}

size_t host_parse_number(const char *text, enum host_number kind, union format_value *out,
                         int *error)
{
    struct parsing p = {.text = text, .kind = kind, .out = out};
    call_on_host(parse_on_host, &p);
    *error = p.error;
    return (size_t)(p.end - text);
}
