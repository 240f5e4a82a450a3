/* SPDX-License-Identifier: MIT */
/*
 * The entries of a thread: copies of the same points, one after the other.  What they have in
 * common is written down once, for the entry that begins at point `at` and is followed by `next`.
 *
 *     FOR_EACH_ENTRY(2, entries) {
 *         STEP(p, at, at + 1, ...);
 *         STEP(p, at + 1, next, ...);     // the next entry, the end, or, for ever, the same one
 *     }
 */
#ifndef TESTS_HANDMADE_ENTRIES_H
#define TESTS_HANDMADE_ENTRIES_H

#include "tests/handmade_models.h"

static inline int handmade_next_entry(int at, int points, int entries)
{
    return entries == FOREVER ? 0 : at + points;
}

#define FOR_EACH_ENTRY(points, entries)                                                            \
    for (int at = 0, next = handmade_next_entry(at, (points), (entries));                          \
         at < (points) * ((entries) == FOREVER ? 1 : (entries));                                   \
         at += (points), next = handmade_next_entry(at, (points), (entries)))

#endif
