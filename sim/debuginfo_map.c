/* SPDX-License-Identifier: MIT */
#include "sim/debuginfo_map.h"

#include "base/check.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#ifdef HEDDLE_HARD
enum { SLOTS_MIN = 2 };
#else
enum { SLOTS_MIN = 64 };
#endif

/* The slot that holds key, or the free one where it belongs. */
static uint32_t map_slot(const struct debuginfo_map *map, uint64_t key)
{
    uint64_t hash = key * UINT64_C(0x9e3779b97f4a7c15);
    uint32_t slot = (uint32_t)(hash >> 32) & (map->slots - 1);
    while (map->keys[slot] != 0 && map->keys[slot] != key)
        slot = (slot + 1) & (map->slots - 1);
    return slot;
}

uint32_t *debuginfo_map_find(const struct debuginfo_map *map, uint64_t key)
{
    if (map->count == 0 || key == 0)
        return NULL;
    uint32_t slot = map_slot(map, key);
    return map->keys[slot] == key ? &map->values[slot] : NULL;
}

static void map_grow(struct debuginfo_map *map)
{
    struct debuginfo_map old = *map;
    ASSERT(old.slots < UINT32_C(1) << 30);
    map->slots = map->room = old.slots ? old.slots * 2 : SLOTS_MIN;
    map->keys = memory_new(map->slots, sizeof *map->keys);
    map->values = memory_new(map->slots, sizeof *map->values);
    for (uint32_t i = 0; i < old.slots; i++) {
        if (old.keys[i] == 0)
            continue;
        uint32_t slot = map_slot(map, old.keys[i]);
        map->keys[slot] = old.keys[i];
        map->values[slot] = old.values[i];
    }
    free(old.keys);
    free(old.values);
}

void debuginfo_map_add(struct debuginfo_map *map, uint64_t key, uint32_t value)
{
    ASSERT(key != 0);
    if (map->count * 2 >= map->slots)
        map_grow(map);
    uint32_t slot = map_slot(map, key);
    ASSERT(map->keys[slot] == 0);
    map->keys[slot] = key;
    map->values[slot] = value;
    map->count++;
}

void debuginfo_map_clear(struct debuginfo_map *map)
{
    if (map->room > SLOTS_MIN)
        map->slots = SLOTS_MIN;
    if (map->slots)
        memset(map->keys, 0, map->slots * sizeof *map->keys);
    map->count = 0;
}

void debuginfo_map_release(struct debuginfo_map *map)
{
    free(map->keys);
    free(map->values);
    *map = (struct debuginfo_map){0};
}
