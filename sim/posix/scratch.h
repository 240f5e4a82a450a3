/* SPDX-License-Identifier: MIT */
/*
 * Temporary memory of a wrapper that may be left in the middle.
 *
 * A wrapper can lose the processor at every announced access, and the execution can end there: then
 * it never comes back to free what it took.  Scratch buffers are therefore kept in a pool, and
 * scratch_reset takes all of them back at the start of an execution.
 *
 *     struct scratch *buffer = scratch_take(bytes);
 *     ... buffer->bytes ...
 *     scratch_return(buffer);
 */
#ifndef SIM_POSIX_SCRATCH_H
#define SIM_POSIX_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

struct scratch {
    struct scratch *next, **link; /* in the list of free or of taken buffers */
    size_t capacity;
    _Alignas(16) char bytes[];
};

/** A buffer of at least that capacity; its content is undefined. */
struct scratch *scratch_take(size_t bytes);
/** A larger buffer with the same first `used` bytes; the old one is returned to the pool. */
struct scratch *scratch_grow(struct scratch *old, size_t used, size_t bytes);
/** NULL is allowed. */
void scratch_return(struct scratch *buffer);
/** Was a buffer taken and not returned yet? */
bool scratch_in_use(void);
/** Takes back every buffer. */
void scratch_reset(void);

#endif
