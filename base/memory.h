/* SPDX-License-Identifier: MIT */
/*
 * Allocation that never returns NULL: out of memory ends heddle with one message (check.h).
 * Everything so allocated is freed with free().
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/** count * bytes zeroed bytes; the product is checked.  Owned by the caller. */
void *memory_new(size_t count, size_t bytes) __attribute__((malloc, returns_nonnull));

/** Like realloc, with count * bytes checked for overflow.  New bytes are not zeroed. */
void *memory_resize(void *old, size_t count, size_t bytes) __attribute__((returns_nonnull));

/** A copy of text, owned by the caller. */
char *memory_copy_text(const char *text) __attribute__((malloc, returns_nonnull));

#endif
