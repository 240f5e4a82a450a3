/* SPDX-License-Identifier: MIT */
#include "checker/states/persistent.h"

/* Everybody whose future conflicts with a next step of the set joins it. */
static uint64_t close(struct footprints *f, const struct persistent_view *view, uint64_t set)
{
    uint64_t todo = set;
    while (todo != 0 && set != view->alive) {
        int task = __builtin_ctzll(todo);
        todo &= todo - 1;
        for (uint64_t rest = view->alive & ~set; rest != 0; rest &= rest - 1) {
            int other = __builtin_ctzll(rest);
            bool races = view->racing >> task & 1 &&
                         footprints_race(f, view->state, (task_id)task, view->class[other]);
            if (!races && !footprints_conflict(f, view->class[task], view->class[other]))
                continue;
            set |= UINT64_C(1) << other;
            todo |= UINT64_C(1) << other;
        }
    }
    return set;
}

uint64_t persistent_set(struct footprints *f, const struct persistent_view *view)
{
    uint64_t best = view->enabled;
    for (uint64_t starts = view->enabled; starts != 0; starts &= starts - 1) {
        uint64_t set = close(f, view, starts & -starts) & view->enabled;
        if (__builtin_popcountll(set) < __builtin_popcountll(best))
            best = set;
        if ((best & (best - 1)) == 0)
            break;
    }
    return best;
}
