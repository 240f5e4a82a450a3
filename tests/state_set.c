/* SPDX-License-Identifier: MIT */
#include "tests/state_set.h"

#include "base/check.h"
#include "base/hash.h"

#include <string.h>

void state_set_init(struct state_set *set, size_t width)
{
    *set = (struct state_set){.width = width, .slots = 64};
    set->table = memory_new(set->slots, sizeof *set->table);
}

void state_set_release(struct state_set *set)
{
    vec_release(&set->bytes);
    free(set->table);
}

const uint8_t *state_set_at(const struct state_set *set, uint32_t index)
{
    ASSERT_LT(index, set->count);
    return set->bytes.items + index * set->width;
}

/* Where these bytes are in the table, or the free slot where they belong. */
static size_t find_slot(const struct state_set *set, const void *bytes)
{
    size_t slot = hash_bytes(bytes, set->width, 0) & (set->slots - 1);
    while (set->table[slot] &&
           memcmp(state_set_at(set, set->table[slot] - 1), bytes, set->width) != 0)
        slot = (slot + 1) & (set->slots - 1);
    return slot;
}

static void grow_table(struct state_set *set)
{
    free(set->table);
    set->slots *= 2;
    set->table = memory_new(set->slots, sizeof *set->table);
    for (uint32_t i = 0; i < set->count; i++)
        set->table[find_slot(set, state_set_at(set, i))] = i + 1;
}

uint32_t state_set_add(struct state_set *set, const void *bytes)
{
    size_t slot = find_slot(set, bytes);
    if (set->table[slot])
        return set->table[slot] - 1;
    uint32_t index = set->count++;
    vec_reserve(&set->bytes, set->count * set->width);
    memcpy(set->bytes.items + index * set->width, bytes, set->width);
    set->bytes.count = set->count * set->width;
    set->table[slot] = set->count;
    if (set->count * (size_t)2 >= set->slots)
        grow_table(set);
    return index;
}
