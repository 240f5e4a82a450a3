/* SPDX-License-Identifier: MIT */
/* Blocks that the C library allocates for the program, which has to free them. */
#ifndef SIM_POSIX_HEAP_H
#define SIM_POSIX_HEAP_H

#include <stddef.h>
#include <stdint.h>

/** malloc for the running task: NULL and ENOMEM if there is no room. */
void *heap_allocate(size_t bytes, size_t align, uint64_t pc);
/** count bytes and a NUL in a new block; the bytes are announced memory or heddle's own. */
char *heap_copy_text(const char *bytes, size_t count, uint64_t pc);
/** realloc for the running task. */
void *heap_resize(void *old, size_t bytes, uint64_t pc);

#endif
