/* SPDX-License-Identifier: MIT */
/* A set of tasks as plain data: a bit per id. */
#ifndef SIM_TASK_SET_H
#define SIM_TASK_SET_H

#include "sim/op.h"

enum { TASK_SET_WORDS = TASKS_MAX / 64 };

struct task_set {
    uint64_t words[TASK_SET_WORDS];
};

static inline void task_set_add(struct task_set *set, task_id task)
{
    set->words[task / 64] |= UINT64_C(1) << (task % 64);
}

static inline void task_set_remove(struct task_set *set, task_id task)
{
    set->words[task / 64] &= ~(UINT64_C(1) << (task % 64));
}

static inline bool task_set_has(const struct task_set *set, task_id task)
{
    return (set->words[task / 64] >> (task % 64)) & 1;
}

static inline uint32_t task_set_count(const struct task_set *set)
{
    uint32_t count = 0;
    for (int i = 0; i < TASK_SET_WORDS; i++)
        count += (uint32_t)__builtin_popcountll(set->words[i]);
    return count;
}

/** The nth member in increasing order (n from 0), or TASK_NONE. */
static inline task_id task_set_nth(const struct task_set *set, uint32_t n)
{
    for (int i = 0; i < TASK_SET_WORDS; i++) {
        uint64_t word = set->words[i];
        uint32_t here = (uint32_t)__builtin_popcountll(word);
        if (n >= here) {
            n -= here;
            continue;
        }
        for (; n > 0; n--)
            word &= word - 1;
        return (task_id)(i * 64 + __builtin_ctzll(word));
    }
    return TASK_NONE;
}

#endif
