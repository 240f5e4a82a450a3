/* SPDX-License-Identifier: MIT */
#include "checker/states/sleep.h"

void sleep_release(struct sleep_sets *s)
{
    vec_release(&s->of);
    vec_release(&s->awakenings);
}

void sleep_reach(struct sleep_sets *s, uint64_t state, uint64_t asleep, bool expanded)
{
    if (state == s->of.count) {
        vec_push(&s->of, asleep);
        return;
    }
    uint64_t before = s->of.items[state], both = before & asleep;
    s->of.items[state] = both;
    if (expanded && before != both)
        vec_push(&s->awakenings, (struct awakening){state, before & ~both, both});
}

bool sleep_awakening(struct sleep_sets *s, struct awakening *out)
{
    if (s->awakenings.count == 0)
        return false;
    *out = vec_pop(&s->awakenings);
    return true;
}
