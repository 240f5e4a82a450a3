/* SPDX-License-Identifier: MIT */
#include "checker/states/frontier.h"

#include "base/check.h"
#include "base/memory.h"

#include <stdlib.h>

#ifdef HEDDLE_HARD
enum { CHUNK_INDICES = 2 };
#else
enum { CHUNK_INDICES = 16380 }; /* 64 KiB with the links */
#endif

struct frontier_chunk {
    struct frontier_chunk *before, *after;
    uint32_t indices[CHUNK_INDICES];
};

void frontier_init(struct frontier *f, enum frontier_order order)
{
    *f = (struct frontier){.order = order};
}

void frontier_release(struct frontier *f)
{
    for (struct frontier_chunk *chunk = f->first, *after; chunk; chunk = after) {
        after = chunk->after;
        free(chunk);
    }
    free(f->spare);
    *f = (struct frontier){.order = f->order};
}

/* An empty chunk behind the last one. */
static void chunk_append(struct frontier *f)
{
    struct frontier_chunk *chunk = f->spare;
    f->spare = NULL;
    if (chunk == NULL) {
        chunk = memory_new(1, sizeof *chunk);
        f->chunks++;
    }
    chunk->before = f->last;
    chunk->after = NULL;
    if (f->last)
        f->last->after = chunk;
    else {
        f->first = chunk;
        f->head = 0;
    }
    f->last = chunk;
    f->tail = 0;
}

/* Takes out the first or the last chunk, which is empty. */
static void chunk_remove(struct frontier *f, struct frontier_chunk *chunk)
{
    *(chunk->before ? &chunk->before->after : &f->first) = chunk->after;
    *(chunk->after ? &chunk->after->before : &f->last) = chunk->before;
    if (f->spare) {
        free(chunk);
        f->chunks--;
    } else {
        f->spare = chunk;
    }
}

void frontier_push(struct frontier *f, uint32_t index)
{
    if (f->last == NULL || f->tail == CHUNK_INDICES)
        chunk_append(f);
    f->last->indices[f->tail++] = index;
    f->count++;
}

static uint32_t pop_first(struct frontier *f)
{
    uint32_t index = f->first->indices[f->head++];
    if (f->head == CHUNK_INDICES || f->count == 0) {
        chunk_remove(f, f->first);
        f->head = 0;
    }
    return index;
}

static uint32_t pop_last(struct frontier *f)
{
    uint32_t index = f->last->indices[--f->tail];
    if (f->tail == 0) {
        chunk_remove(f, f->last);
        f->tail = CHUNK_INDICES;
    }
    return index;
}

uint32_t frontier_pop(struct frontier *f)
{
    ASSERT(f->count > 0);
    f->count--;
    return f->order == FRONTIER_FIFO ? pop_first(f) : pop_last(f);
}

uint64_t frontier_bytes(const struct frontier *f)
{
    return f->chunks * sizeof(struct frontier_chunk);
}
