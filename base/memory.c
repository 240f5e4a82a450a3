/* SPDX-License-Identifier: MIT */
#include "base/memory.h"

#include "base/check.h"

#include <stdlib.h>
#include <string.h>

void *memory_new(size_t count, size_t bytes)
{
    void *block = calloc(count ? count : 1, bytes ? bytes : 1);
    if (block == NULL)
        check_out_of_memory();
    return block;
}

void *memory_resize(void *old, size_t count, size_t bytes)
{
    size_t total;
    if (__builtin_mul_overflow(count, bytes, &total))
        check_out_of_memory();
    void *block = realloc(old, total ? total : 1);
    if (block == NULL)
        check_out_of_memory();
    return block;
}

char *memory_copy_text(const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = memory_new(bytes, 1);
    memcpy(copy, text, bytes);
    return copy;
}
