/* SPDX-License-Identifier: MIT */
/*
 * A hash table from a number (not 0) to a small number.  Cheap to clear: clearing shrinks it, so
 * many small uses of one map cost little each.
 */
#ifndef SIM_DEBUGINFO_MAP_H
#define SIM_DEBUGINFO_MAP_H

#include <stdbool.h>
#include <stdint.h>

struct debuginfo_map {
    uint64_t *keys; /* 0 = free slot */
    uint32_t *values;
    uint32_t slots; /* in use by the table: a power of two, or 0 */
    uint32_t room;  /* slots allocated */
    uint32_t count;
};

/** The value of key, or NULL.  Borrowed until the next insertion. */
uint32_t *debuginfo_map_find(const struct debuginfo_map *map, uint64_t key);
/** Adds key, which must not be there yet. */
void debuginfo_map_add(struct debuginfo_map *map, uint64_t key, uint32_t value);
void debuginfo_map_clear(struct debuginfo_map *map);
void debuginfo_map_release(struct debuginfo_map *map);

#endif
