/* SPDX-License-Identifier: MIT */
/*
 * A set of those who move in a graph: tasks (word 0) and store buffers (the other words).
 */
#ifndef CHECKER_LIVENESS_ACTORS_H
#define CHECKER_LIVENESS_ACTORS_H

#include <stdbool.h>
#include <stdint.h>

enum { ACTORS_WORDS = 4 };

struct actors {
    uint64_t words[ACTORS_WORDS];
};

static inline void actors_add(struct actors *set, uint8_t actor)
{
    set->words[actor / 64] |= UINT64_C(1) << (actor % 64);
}

static inline bool actors_have(const struct actors *set, uint8_t actor)
{
    return set->words[actor / 64] >> (actor % 64) & 1;
}

static inline bool actors_are_none(const struct actors *set)
{
    return (set->words[0] | set->words[1] | set->words[2] | set->words[3]) == 0;
}

static inline void actors_unite(struct actors *set, const struct actors *other)
{
    for (int i = 0; i < ACTORS_WORDS; i++)
        set->words[i] |= other->words[i];
}

static inline void actors_intersect(struct actors *set, const struct actors *other)
{
    for (int i = 0; i < ACTORS_WORDS; i++)
        set->words[i] &= other->words[i];
}

static inline void actors_remove(struct actors *set, const struct actors *other)
{
    for (int i = 0; i < ACTORS_WORDS; i++)
        set->words[i] &= ~other->words[i];
}

#endif
