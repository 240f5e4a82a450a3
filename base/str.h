/* SPDX-License-Identifier: MIT */
/*
 * A growing, NUL-terminated text.
 *
 *     struct str s = {0};
 *     str_printf(&s, "%s holds %u locks", name, count);
 *     puts(str_text(&s));
 *     str_release(&s);
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stddef.h>

struct str {
    char *text; /* NULL while empty; use str_text */
    size_t bytes, capacity; /* without the NUL */
};

/** Never NULL; borrowed until the next change of s. */
const char *str_text(const struct str *s);
void str_append(struct str *s, const char *text);
void str_append_bytes(struct str *s, const void *bytes, size_t count);
void str_printf(struct str *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
void str_vprintf(struct str *s, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
/** Keeps the storage for reuse. */
void str_clear(struct str *s);
/** The text, owned by the caller (free); s is empty afterwards. */
char *str_take(struct str *s) __attribute__((returns_nonnull));
void str_release(struct str *s);

#endif
