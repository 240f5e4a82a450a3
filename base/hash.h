/* SPDX-License-Identifier: MIT */
/* Hashing, by xxHash (XXH3).  The only place in the tree that includes it. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/** The 64-bit XXH3 hash of the bytes; the same on every machine. */
uint64_t hash_bytes(const void *bytes, size_t count, uint64_t seed);

#endif
