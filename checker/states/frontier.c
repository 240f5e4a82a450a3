/* SPDX-License-Identifier: MIT */
#include "checker/states/frontier.h"

#include "base/check.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#ifdef HEDDLE_HARD
enum { CHUNK_STATES = 2 };
#else
enum { CHUNK_STATES = 4096 };
#endif

struct frontier_chunk {
    struct frontier_chunk *after;
    uint64_t words[];
};

static size_t chunk_bytes(const struct frontier *f)
{
    return sizeof(struct frontier_chunk) + (size_t)CHUNK_STATES * f->words * sizeof(uint64_t);
}

void frontier_init(struct frontier *f, uint32_t words)
{
    ASSERT_LE(1, words);
    *f = (struct frontier){.words = words};
}

static void chunk_remove(struct frontier *f)
{
    struct frontier_chunk *chunk = f->first;
    f->first = chunk->after;
    if (f->first == NULL)
        f->last = NULL;
    f->head = 0;
    f->chunks--;
    free(chunk);
}

void frontier_release(struct frontier *f)
{
    while (f->first)
        chunk_remove(f);
    f->count = 0;
}

static void chunk_append(struct frontier *f)
{
    struct frontier_chunk *chunk = memory_new(1, chunk_bytes(f));
    *(f->last ? &f->last->after : &f->first) = chunk;
    f->last = chunk;
    f->tail = 0;
    f->chunks++;
}

void frontier_push(struct frontier *f, const uint64_t *state)
{
    if (f->last == NULL || f->tail == CHUNK_STATES)
        chunk_append(f);
    memcpy(f->last->words + (size_t)f->tail++ * f->words, state, f->words * sizeof *state);
    f->count++;
}

void frontier_pop(struct frontier *f, uint64_t *state)
{
    ASSERT(f->count > 0);
    f->count--;
    memcpy(state, f->first->words + (size_t)f->head++ * f->words, f->words * sizeof *state);
    if (f->head == CHUNK_STATES || f->count == 0)
        chunk_remove(f);
}

uint64_t frontier_bytes(const struct frontier *f)
{
    return f->chunks * chunk_bytes(f);
}
