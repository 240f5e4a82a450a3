/* SPDX-License-Identifier: MIT */
/*
 * A set of byte strings with dense ids: equal bytes, equal id.
 *
 *     uint32_t id = blob_set_add(&set, bytes, count);
 *     const void *again = blob_set_get(&set, id, &count);
 *
 * Ids count from 0 in order of first insertion, so they depend on that order only.
 */
#ifndef BASE_BLOB_SET_H
#define BASE_BLOB_SET_H

#include <stddef.h>
#include <stdint.h>

#define BLOB_NONE UINT32_MAX

struct blob {
    uint64_t hash;
    size_t offset; /* in bytes */
    uint32_t count;
    uint32_t next; /* of the same bucket, BLOB_NONE at the end */
};

/* All zero is the empty set. */
struct blob_set {
    struct blob *blobs;
    uint32_t count, capacity;
    uint8_t *bytes;
    size_t bytes_used, bytes_capacity;
    uint32_t *buckets; /* bucket_count of them, a power of two */
    uint32_t bucket_count;
};

/** The id of these bytes, added if they are new.  The bytes are copied. */
uint32_t blob_set_add(struct blob_set *set, const void *bytes, size_t count);
/** The id, or BLOB_NONE. */
uint32_t blob_set_find(const struct blob_set *set, const void *bytes, size_t count);
/** The bytes of an id; *count (may be NULL) is their number.  Aligned to 8.  Borrowed until the next
 * blob_set_add. */
const void *blob_set_get(const struct blob_set *set, uint32_t id, size_t *count);
/** Forgets all of them, but keeps the memory. */
void blob_set_clear(struct blob_set *set);
/** Memory it holds. */
size_t blob_set_bytes(const struct blob_set *set);
void blob_set_release(struct blob_set *set);

#endif
