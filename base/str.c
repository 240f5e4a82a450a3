/* SPDX-License-Identifier: MIT */
#include "base/str.h"

#include "base/check.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void str_reserve(struct str *s, size_t more)
{
    size_t wanted = s->bytes + more + 1;
    if (wanted <= s->capacity)
        return;
    size_t capacity = s->capacity ? s->capacity : 64;
    while (capacity < wanted)
        capacity *= 2;
    s->text = memory_resize(s->text, capacity, 1);
    s->capacity = capacity;
}

const char *str_text(const struct str *s)
{
    return s->text ? s->text : "";
}

void str_append_bytes(struct str *s, const void *bytes, size_t count)
{
    str_reserve(s, count);
    if (count > 0)
        memcpy(s->text + s->bytes, bytes, count);
    s->bytes += count;
    s->text[s->bytes] = '\0';
}

void str_append(struct str *s, const char *text)
{
    str_append_bytes(s, text, strlen(text));
}

void str_vprintf(struct str *s, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int needed = vsnprintf(NULL, 0, format, again);
    va_end(again);
    ASSERT(needed >= 0);
    str_reserve(s, (size_t)needed);
    vsnprintf(s->text + s->bytes, (size_t)needed + 1, format, arguments);
    s->bytes += (size_t)needed;
}

void str_printf(struct str *s, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    str_vprintf(s, format, arguments);
    va_end(arguments);
}

void str_clear(struct str *s)
{
    s->bytes = 0;
    if (s->text)
        s->text[0] = '\0';
}

char *str_take(struct str *s)
{
    str_reserve(s, 0);
    char *text = s->text;
    text[s->bytes] = '\0';
    *s = (struct str){0};
    return text;
}

void str_release(struct str *s)
{
    free(s->text);
    *s = (struct str){0};
}
