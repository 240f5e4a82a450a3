/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include "base/check.h"
#include "base/memory.h"

#include <stdlib.h>

enum { BLOCK_BYTES_MIN = 64 * 1024 };

/* The blocks form a list in order of use; those after `current` are empty and ready for reuse. */
struct arena_block {
    struct arena_block *next;
    size_t bytes;
    _Alignas(16) uint8_t data[];
};

static void arena_enter(struct arena *a, struct arena_block *block)
{
    a->current = block;
    a->next = block->data;
    a->end = block->data + block->bytes;
}

void *arena_grow_(struct arena *a, size_t bytes)
{
    struct arena_block *successor = a->current ? a->current->next : a->first;
    if (successor == NULL || successor->bytes < bytes) {
        size_t size = bytes > BLOCK_BYTES_MIN ? bytes : BLOCK_BYTES_MIN;
        struct arena_block *block = a->source ? a->source(sizeof *block + size)
                                              : memory_new(1, sizeof *block + size);
        block->bytes = size;
        block->next = successor;
        if (a->current)
            a->current->next = block;
        else
            a->first = block;
        successor = block;
    }
    arena_enter(a, successor);
    ASSERT_LE(bytes, successor->bytes);
    a->next += bytes;
    return successor->data;
}

uint8_t *arena_first(const struct arena *a)
{
    return a->first && a->current == a->first ? a->first->data : NULL;
}

void arena_reset(struct arena *a)
{
    if (a->first)
        arena_enter(a, a->first);
}

void arena_release(struct arena *a)
{
    struct arena_block *block = a->source ? NULL : a->first;
    while (block) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
    *a = (struct arena){0};
}
