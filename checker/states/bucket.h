/* SPDX-License-Identifier: MIT */
/*
 * One cache line of a hash table of ids: up to ten ids, each with a tag of 16 bits that says
 * where in the bucket's share of the hash values its own one lies.
 *
 * Tags may be too low by up to a tolerance that the table knows (table.h), so a matching tag
 * only makes an id a candidate.
 */
#ifndef CHECKER_STATES_BUCKET_H
#define CHECKER_STATES_BUCKET_H

#include <stdbool.h>
#include <stdint.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { BUCKET_ROOM = 10 };

#ifdef HEDDLE_HARD
enum { BUCKET_SLOTS = 2 };
#else
enum { BUCKET_SLOTS = BUCKET_ROOM };
#endif

struct bucket {
    uint16_t tags[BUCKET_ROOM];
    uint32_t header; /* see below; slots 0 .. count - 1 are taken */
    uint32_t ids[BUCKET_ROOM];
};

enum {
    BUCKET_COUNT = 15,          /* how many slots are taken */
    BUCKET_SPILLED = 16,        /* an entry passed by because the bucket was full */
    BUCKET_DISPLACED_SHIFT = 8, /* slots (bits) whose entry belongs to a bucket before */
    BUCKET_FAR_SHIFT = 20,      /* those of them that do not belong to the bucket just before */
    BUCKET_MASK = (1 << BUCKET_ROOM) - 1,
};

_Static_assert(sizeof(struct bucket) == 64, "a bucket is a cache line");

static inline uint32_t bucket_count(const struct bucket *b)
{
    return b->header & BUCKET_COUNT;
}

static inline bool bucket_spilled(const struct bucket *b)
{
    return b->header & BUCKET_SPILLED;
}

static inline uint32_t bucket_displaced(const struct bucket *b)
{
    return b->header >> BUCKET_DISPLACED_SHIFT & BUCKET_MASK;
}

static inline uint32_t bucket_far(const struct bucket *b)
{
    return b->header >> BUCKET_FAR_SHIFT & BUCKET_MASK;
}

/** The slots (bits) whose tag is in [tag - tolerance, tag]. */
static inline uint32_t bucket_match(const struct bucket *b, uint16_t tag, uint16_t tolerance)
{
    uint32_t taken = (1u << bucket_count(b)) - 1;
#ifdef __SSE2__
    const __m128i *tags = (const __m128i *)b->tags;
    __m128i wanted = _mm_set1_epi16((short)tag), most = _mm_set1_epi16((short)tolerance);
    __m128i low = _mm_subs_epu16(_mm_sub_epi16(wanted, _mm_load_si128(tags)), most);
    __m128i high = _mm_subs_epu16(_mm_sub_epi16(wanted, _mm_load_si128(tags + 1)), most);
    __m128i zero = _mm_setzero_si128();
    __m128i matches = _mm_packs_epi16(_mm_cmpeq_epi16(low, zero), _mm_cmpeq_epi16(high, zero));
    return (uint32_t)_mm_movemask_epi8(matches) & taken;
#else
    uint32_t matches = 0;
    for (uint32_t i = 0; i < BUCKET_ROOM; i++)
        matches |= (uint32_t)((uint16_t)(tag - b->tags[i]) <= tolerance) << i;
    return matches & taken;
#endif
}

/** Adds an entry that belongs to the bucket `distance` before.  There must be a free slot. */
static inline void bucket_add(struct bucket *b, uint32_t id, uint16_t tag, uint64_t distance)
{
    uint32_t slot = bucket_count(b), header = b->header + 1;
    if (distance > 0)
        header |= 1u << (BUCKET_DISPLACED_SHIFT + slot);
    if (distance > 1)
        header |= 1u << (BUCKET_FAR_SHIFT + slot);
    b->tags[slot] = tag;
    b->ids[slot] = id;
    b->header = header;
}

#endif
