/* SPDX-License-Identifier: MIT */
/*
 * Vector clocks: what happened before what.
 *
 * at[t] is the number of the newest epoch of task t that is known.  A task's own entry grows at every
 * release, so an access by t in epoch e happened before a point whose clock c has c->at[t] >= e.
 * Mattern 1989; epochs as in FastTrack (docs/references.md [FastTrack]).
 *
 * Clocks live in the execution's arena.  Entries beyond count are 0, so clocks made before a task
 * existed need not grow.
 */
#ifndef SIM_CLOCK_H
#define SIM_CLOCK_H

#include "base/arena.h"
#include "sim/op.h"

#include <string.h>

enum { CLOCK_QUANTUM = 4 }; /* entries come in groups, so that joins vectorise */

/* Epochs stay below 2^31, so that groups compare as signed numbers: one instruction on x86-64. */
typedef int32_t clock_group
    __attribute__((vector_size(CLOCK_QUANTUM * sizeof(int32_t)), aligned(4), may_alias));

struct clock {
    uint32_t count; /* a multiple of CLOCK_QUANTUM, never 0 */
    uint32_t at[];
};

static inline uint32_t clock_at(const struct clock *clock, task_id task)
{
    return clock && task < clock->count ? clock->at[task] : 0;
}

/** A zeroed clock with room for tasks [0, tasks). */
static inline struct clock *clock_new(struct arena *arena, uint32_t tasks)
{
    uint32_t count = (tasks + CLOCK_QUANTUM - 1) / CLOCK_QUANTUM * CLOCK_QUANTUM;
    struct clock *clock = arena_alloc(arena, sizeof *clock + count * sizeof clock->at[0]);
    clock->count = count;
    for (uint32_t i = 0; i < count; i += CLOCK_QUANTUM)
        memset(&clock->at[i], 0, CLOCK_QUANTUM * sizeof clock->at[0]);
    return clock;
}

/** to becomes the maximum of both; it has room. */
static inline void clock_raise(struct clock *to, const struct clock *from)
{
    uint32_t i = 0, count = from->count;
    do {
        clock_group mine = *(const clock_group *)&to->at[i];
        clock_group theirs = *(const clock_group *)&from->at[i];
        clock_group newer = (clock_group)(mine > theirs);
        *(clock_group *)&to->at[i] = (mine & newer) | (theirs & ~newer);
        i += CLOCK_QUANTUM;
    } while (i < count);
}

/** to becomes a copy of from; it has room. */
static inline void clock_copy(struct clock *to, const struct clock *from)
{
    uint32_t i = 0, count = from->count;
    do {
        *(clock_group *)&to->at[i] = *(const clock_group *)&from->at[i];
        i += CLOCK_QUANTUM;
    } while (i < count);
    for (; i < to->count; i += CLOCK_QUANTUM)
        *(clock_group *)&to->at[i] = (clock_group){0};
}

/** A copy with room for at least `count` entries; clock NULL: a zeroed one. */
struct clock *clock_widen(struct arena *arena, const struct clock *clock, uint32_t count);

/** *to becomes the maximum of *to and from.  Either may be NULL (all zero). */
static inline void clock_join(struct arena *arena, struct clock **to, const struct clock *from)
{
    if (from == NULL)
        return;
    if (__builtin_expect(*to == NULL || (*to)->count < from->count, 0))
        *to = clock_widen(arena, *to, from->count);
    clock_raise(*to, from);
}

/** *to becomes a copy of from; reuses *to's storage where it can. */
static inline void clock_assign(struct arena *arena, struct clock **to, const struct clock *from)
{
    if (from == NULL) {
        *to = NULL;
        return;
    }
    if (__builtin_expect(*to == NULL || (*to)->count < from->count, 0))
        *to = clock_widen(arena, NULL, from->count);
    clock_copy(*to, from);
}

#endif
