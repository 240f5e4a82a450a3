/* SPDX-License-Identifier: MIT */
/*
 * Where formatted text is collected: a small part in the wrapper's frame, beyond that a scratch
 * buffer.
 *
 *     struct sink out;
 *     sink_init(&out);
 *     sink_append(&out, "abc", 3);
 *     call_output(1, out.bytes, out.count);
 *     sink_release(&out);
 */
#ifndef SIM_POSIX_SINK_H
#define SIM_POSIX_SINK_H

#include "sim/posix/scratch.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum {
    SINK_SMALL_BYTES = 224,
    SINK_BYTES_MAX = 64 << 20, /* beyond it text is dropped and `overflow` set */
};

struct sink {
    char *bytes;
    size_t count, capacity;
    bool overflow;
    struct scratch *scratch; /* NULL while the small part is enough */
    char small[SINK_SMALL_BYTES];
};

/** Makes room for `more` bytes behind count; false if that is too much. */
bool sink_reserve(struct sink *s, size_t more);
void sink_fill(struct sink *s, char c, size_t count);
void sink_release(struct sink *s);

static inline void sink_init(struct sink *s)
{
    s->bytes = s->small;
    s->count = 0;
    s->capacity = sizeof s->small;
    s->overflow = false;
    s->scratch = NULL;
}

static inline void sink_append(struct sink *s, const void *bytes, size_t count)
{
    if (s->capacity - s->count < count && !sink_reserve(s, count))
        return;
    memcpy(s->bytes + s->count, bytes, count);
    s->count += count;
}

static inline void sink_put(struct sink *s, char c)
{
    if (s->count == s->capacity && !sink_reserve(s, 1))
        return;
    s->bytes[s->count++] = c;
}

#endif
