/* SPDX-License-Identifier: MIT */
#include "base/blob_set.h"

#include "base/check.h"
#include "base/hash.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { BUCKETS_MIN = 16, ALIGN = 8 };

static uint32_t find(const struct blob_set *set, const void *bytes, size_t count, uint64_t hash)
{
    if (set->bucket_count == 0)
        return BLOB_NONE;
    uint32_t id = set->buckets[hash & (set->bucket_count - 1)];
    for (; id != BLOB_NONE; id = set->blobs[id].next) {
        const struct blob *b = &set->blobs[id];
        if (b->hash == hash && b->count == count &&
            (count == 0 || memcmp(set->bytes + b->offset, bytes, count) == 0))
            break;
    }
    return id;
}

static void grow_buckets(struct blob_set *set)
{
    uint32_t wanted = set->bucket_count ? set->bucket_count * 2 : BUCKETS_MIN;
    set->buckets = memory_resize(set->buckets, wanted, sizeof *set->buckets);
    set->bucket_count = wanted;
    memset(set->buckets, 0xff, wanted * sizeof *set->buckets);
    for (uint32_t i = 0; i < set->count; i++) {
        uint32_t *bucket = &set->buckets[set->blobs[i].hash & (wanted - 1)];
        set->blobs[i].next = *bucket;
        *bucket = i;
    }
}

static size_t store_bytes(struct blob_set *set, const void *bytes, size_t count)
{
    size_t offset = (set->bytes_used + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (offset + count > set->bytes_capacity) {
        size_t wanted = set->bytes_capacity ? set->bytes_capacity * 2 : 256;
        while (wanted < offset + count)
            wanted *= 2;
        set->bytes = memory_resize(set->bytes, wanted, 1);
        set->bytes_capacity = wanted;
    }
    if (count > 0)
        memcpy(set->bytes + offset, bytes, count);
    set->bytes_used = offset + count;
    return offset;
}

uint32_t blob_set_add(struct blob_set *set, const void *bytes, size_t count)
{
    ASSERT_LT(count, UINT32_MAX);
    uint64_t hash = hash_bytes(bytes, count, 0);
    uint32_t id = find(set, bytes, count, hash);
    if (id != BLOB_NONE)
        return id;
    ASSERT_LT(set->count, BLOB_NONE - 1);
    if (set->count == set->capacity) {
        set->capacity = set->capacity ? set->capacity * 2 : 8;
        set->blobs = memory_resize(set->blobs, set->capacity, sizeof *set->blobs);
    }
    if (set->count >= set->bucket_count)
        grow_buckets(set);
    id = set->count++;
    uint32_t *bucket = &set->buckets[hash & (set->bucket_count - 1)];
    set->blobs[id] = (struct blob){hash, store_bytes(set, bytes, count), (uint32_t)count, *bucket};
    *bucket = id;
    return id;
}

uint32_t blob_set_find(const struct blob_set *set, const void *bytes, size_t count)
{
    return find(set, bytes, count, hash_bytes(bytes, count, 0));
}

const void *blob_set_get(const struct blob_set *set, uint32_t id, size_t *count)
{
    ASSERT_LT(id, set->count);
    if (count)
        *count = set->blobs[id].count;
    return set->bytes + set->blobs[id].offset;
}

size_t blob_set_bytes(const struct blob_set *set)
{
    return set->capacity * sizeof *set->blobs + set->bytes_capacity +
           set->bucket_count * sizeof *set->buckets;
}

void blob_set_clear(struct blob_set *set)
{
    set->count = 0;
    set->bytes_used = 0;
    if (set->bucket_count > 0)
        memset(set->buckets, 0xff, set->bucket_count * sizeof *set->buckets);
}

void blob_set_release(struct blob_set *set)
{
    free(set->blobs);
    free(set->bytes);
    free(set->buckets);
    *set = (struct blob_set){0};
}
