/* SPDX-License-Identifier: MIT */
/*
 * Random places: some choices of an execution, drawn before it begins.
 *
 *     new_execution:  places_draw(&places, &prng, 2);
 *     next_task:      while (places_take(&places, &number)) ... here is place `number` ...
 *                     places_pass(&places);
 *
 * Nobody knows how many choices an execution will have.  The most that an earlier one had stands in
 * for it (choices_max, k in the papers), so the first execution has no places.
 */
#ifndef SCHEDULER_PLACES_H
#define SCHEDULER_PLACES_H

#include "base/check.h"
#include "base/prng.h"
#include "scheduler/scheduler.h"

struct place {
    uint64_t at;     /* index of the choice */
    uint32_t number; /* in order of drawing */
};

struct places {
    uint64_t choices;     /* made in this execution */
    uint64_t choices_max; /* the most of an earlier one */
    uint32_t count, next;
    struct place items[SCHEDULER_DEPTH_MAX]; /* sorted by at */
};

/** For a new execution: forgets the old places, draws each of count uniformly among all choices. */
static inline void places_draw(struct places *p, struct prng *prng, uint32_t count)
{
    ASSERT_LE(count, SCHEDULER_DEPTH_MAX);
    if (p->choices > p->choices_max)
        p->choices_max = p->choices;
    p->choices = 0;
    p->next = 0;
    p->count = p->choices_max > 0 ? count : 0;
    for (uint32_t i = 0; i < p->count; i++) {
        struct place drawn = {prng_below(prng, p->choices_max), i};
        uint32_t slot = i;
        for (; slot > 0 && p->items[slot - 1].at > drawn.at; slot--)
            p->items[slot] = p->items[slot - 1];
        p->items[slot] = drawn;
    }
}

/** Is there another place at the current choice?  *number gets which one. */
static inline bool places_take(struct places *p, uint32_t *number)
{
    if (LIKELY(p->next == p->count || p->items[p->next].at != p->choices))
        return false;
    *number = p->items[p->next++].number;
    return true;
}

/** The current choice is made. */
static inline void places_pass(struct places *p)
{
    p->choices++;
}

#endif
