/* SPDX-License-Identifier: MIT */
/*
 * Sleep sets: of two steps that commute, one order is enough, wherever they are.
 *
 * Source: Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", LNCS 1032, 1996, ch. 5.3: sleep
 *         sets in a search that stores its states.
 * Claim:  all states are visited, transitions are left out.
 *
 * A task is asleep in a state if its step there was, or will be, made from a state before, and commutes with all steps in
 * between.  A state has the set with which it was reached; reached again with a smaller one, it must make the
 * steps of those who are not asleep any more, and keeps what both have in common.
 */
#ifndef CHECKER_STATES_SLEEP_H
#define CHECKER_STATES_SLEEP_H

#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

/* A state that was expanded too early: these tasks are to make their steps after all. */
struct awakening {
    uint64_t state, tasks, asleep;
};

struct sleep_sets {
    VEC(uint64_t) of; /* by state */
    VEC(struct awakening) awakenings;
};

void sleep_release(struct sleep_sets *s);

/** The state was reached with this set, for the first time or again; expanded: it made its steps already. */
void sleep_reach(struct sleep_sets *s, uint64_t state, uint64_t asleep, bool expanded);

/** Takes one out.  False: there is none. */
bool sleep_awakening(struct sleep_sets *s, struct awakening *out);

static inline uint64_t sleep_of(const struct sleep_sets *s, uint64_t state)
{
    return s->of.items[state];
}

/** All memory that they hold. */
static inline uint64_t sleep_bytes(const struct sleep_sets *s)
{
    return s->of.capacity * sizeof *s->of.items + s->awakenings.capacity * sizeof *s->awakenings.items;
}

#endif
