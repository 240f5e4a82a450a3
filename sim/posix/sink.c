/* SPDX-License-Identifier: MIT */
#include "sim/posix/sink.h"

bool sink_reserve(struct sink *s, size_t more)
{
    if (s->capacity - s->count >= more)
        return true;
    if (more > SINK_BYTES_MAX || s->count + more > SINK_BYTES_MAX) {
        s->overflow = true;
        return false;
    }
    size_t wanted = 2 * (s->count + more);
    if (s->scratch != NULL) {
        s->scratch = scratch_grow(s->scratch, s->count, wanted);
    } else {
        s->scratch = scratch_take(wanted);
        memcpy(s->scratch->bytes, s->small, s->count);
    }
    s->bytes = s->scratch->bytes;
    s->capacity = s->scratch->capacity;
    return true;
}

void sink_fill(struct sink *s, char c, size_t count)
{
    if (!sink_reserve(s, count))
        return;
    memset(s->bytes + s->count, c, count);
    s->count += count;
}

void sink_release(struct sink *s)
{
    scratch_return(s->scratch);
    sink_init(s);
}
