/* SPDX-License-Identifier: MIT */
/*
 * Bitmaps: one bit per number in [0, bits).  Plain words; freed with free().
 *
 *     uint64_t *seen = bitmap_new(1000);
 *     bitmap_set(seen, 7);
 *     if (bitmap_has(seen, 7)) ...
 */
#ifndef BASE_BITMAP_H
#define BASE_BITMAP_H

#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>

static inline uint64_t bitmap_words(uint64_t bits)
{
    return (bits + 63) / 64;
}

/** All bits zero.  Owned by the caller. */
static inline uint64_t *bitmap_new(uint64_t bits)
{
    return memory_new(bitmap_words(bits) + 1, sizeof(uint64_t));
}

static inline bool bitmap_has(const uint64_t *map, uint64_t bit)
{
    return map[bit / 64] >> (bit % 64) & 1;
}

static inline void bitmap_set(uint64_t *map, uint64_t bit)
{
    map[bit / 64] |= UINT64_C(1) << (bit % 64);
}

static inline void bitmap_clear(uint64_t *map, uint64_t bit)
{
    map[bit / 64] &= ~(UINT64_C(1) << (bit % 64));
}

#endif
