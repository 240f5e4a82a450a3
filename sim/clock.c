/* SPDX-License-Identifier: MIT */
#include "sim/clock.h"

struct clock *clock_widen(struct arena *arena, const struct clock *clock, uint32_t count)
{
    struct clock *wider = clock_new(arena, count);
    if (clock)
        memcpy(wider->at, clock->at, clock->count * sizeof wider->at[0]);
    return wider;
}
