/* SPDX-License-Identifier: MIT */
#include "checker/states/jumps.h"

#include "base/check.h"

bool jump_add(struct jump *j, const struct shape *shape, uint32_t field, uint32_t value)
{
    const struct packing_field *f = &shape->packing.fields[field];
    uint64_t rank = shape->ranks.items[field].of.items[value];
    uint32_t at = 0;
    if (f->bits == 0)
        return true; /* it has no other value */
    while (at < j->count && j->word[at] != f->word)
        at++;
    if (at == JUMP_WORDS || f->word > UINT8_MAX)
        return false;
    if (at == j->count)
        j->word[j->count++] = (uint8_t)f->word;
    j->clear[at] |= f->mask << f->shift;
    j->set[at] |= rank << f->shift;
    return true;
}

static struct jump_field place_of(const struct shape *shape, uint32_t field)
{
    const struct packing_field *f = &shape->packing.fields[field];
    return (struct jump_field){f->word, f->shift, f->mask};
}

void jumps_put(struct jumps *all, const struct shape *shape, const uint64_t *words, task_id task,
               uint32_t seen, const struct jump *jump)
{
    struct jump_slot *slot = &all->slots[task];
    slot->field = place_of(shape, shape->product->slots[task].task_field);
    uint64_t rank = jump_rank(&slot->field, words);
    while (slot->rows.count <= rank)
        vec_push(&slot->rows, (struct jump_row){0});
    struct jump_row *row = &slot->rows.items[rank];
    if (seen != UINT32_MAX)
        row->field = place_of(shape, seen);
    rank = jump_rank(&row->field, words);
    while (row->jumps.count <= rank)
        vec_push(&row->jumps, (struct jump){.kind = JUMP_UNKNOWN});
    row->jumps.items[rank] = *jump;
}

void jumps_forget(struct jumps *all)
{
    for (task_id t = 0; t < PRODUCT_TASKS_MAX; t++) {
        for (size_t i = 0; i < all->slots[t].rows.count; i++)
            vec_release(&all->slots[t].rows.items[i].jumps);
        vec_release(&all->slots[t].rows);
        all->slots[t].field = (struct jump_field){0};
    }
}
