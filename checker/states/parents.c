/* SPDX-License-Identifier: MIT */
#include "checker/states/parents.h"

#include "base/check.h"

void parents_init(struct parents *p, uint64_t bytes_max)
{
    *p = (struct parents){.budget.bytes_max = bytes_max};
}

void parents_release(struct parents *p)
{
    span_release(&p->entries, &p->budget);
    p->count = 0;
}

bool parents_append(struct parents *p, uint32_t state, uint32_t label)
{
    ASSERT(state == PARENTS_NONE || state < p->count);
    uint64_t bytes = (p->count + 1) * sizeof(struct parent);
    if (UNLIKELY(bytes > p->entries.bytes) && !span_grow(&p->entries, &p->budget, bytes))
        return false;
    ((struct parent *)p->entries.base)[p->count++] = (struct parent){state, label};
    return true;
}

uint64_t parents_depth(const struct parents *p, uint64_t index)
{
    uint64_t depth = 0;
    ASSERT_LT(index, p->count);
    for (uint32_t before; (before = parents_get(p, index).state) != PARENTS_NONE; index = before)
        depth++;
    return depth;
}

void parents_path(const struct parents *p, uint64_t index, struct parent *path)
{
    uint64_t depth = parents_depth(p, index);
    while (depth > 0) {
        struct parent entry = parents_get(p, index);
        path[--depth] = entry;
        index = entry.state;
    }
}
