/* SPDX-License-Identifier: MIT */
#include "sim/learn/heaps.h"

#include "sim/heap_state.h"

#include <string.h>

/* What was done to which layout: moves are computed once. */
struct move_key {
    uint64_t value, task, bytes, align; /* an allocation */
    uint64_t freed;                     /* or the address of what is freed */
};

struct heaps {
    const struct learner *l;
    struct heap_layout *work; /* the layout of work_value */
    uint32_t work_value;
    struct heap_bytes bytes;
    struct blob_set keys;     /* of moves */
    VEC(struct heap_move) moves;
    struct blob_set granted;
};

static struct blob_set *values_of(const struct product *p)
{
    return &p->fields.items[p->heap_field].values;
}

struct heaps *heaps_new(struct product *p)
{
    struct heaps *heaps = memory_new(1, sizeof *heaps);
    heaps->l = p->l;
    heaps->work = heap_layout_new();
    heap_layout_copy(heaps->work, p->l->heap);
    blob_set_add(values_of(p), NULL, 0);
    return heaps;
}

void heaps_free(struct heaps *heaps)
{
    heap_layout_free(heaps->work);
    vec_release(&heaps->bytes);
    vec_release(&heaps->moves);
    blob_set_release(&heaps->keys);
    blob_set_release(&heaps->granted);
    free(heaps);
}

/* The layout of a value, to be changed. */
static struct heap_layout *load(const struct product *p, uint32_t value)
{
    struct heaps *heaps = p->heaps;
    if (heaps->work_value == value)
        return heaps->work;
    size_t bytes;
    const uint64_t *items = blob_set_get(values_of(p), value, &bytes);
    heap_layout_copy(heaps->work, heaps->l->heap);
    heap_difference_apply(heaps->work, items, bytes / sizeof *items);
    heaps->work_value = value;
    return heaps->work;
}

/* The value of the layout as it is now. */
static uint32_t save(const struct product *p)
{
    struct heaps *heaps = p->heaps;
    struct heap_bytes *bytes = &heaps->bytes;
    heap_difference_make(heaps->l->heap, heaps->work, bytes);
    heaps->work_value = blob_set_add(values_of(p), bytes->items, bytes->count * sizeof *bytes->items);
    return heaps->work_value;
}

static const struct heap_move *known_move(struct heaps *heaps, const struct move_key *key)
{
    uint32_t id = blob_set_add(&heaps->keys, key, sizeof *key);
    return id < heaps->moves.count ? &heaps->moves.items[id] : NULL;
}

struct heap_move heaps_allocate(struct product *p, uint32_t value, task_id task, uint64_t bytes,
                                uint64_t align)
{
    struct heaps *heaps = p->heaps;
    const struct move_key key = {.value = value, .task = task, .bytes = bytes, .align = align};
    const struct heap_move *known = known_move(heaps, &key);
    if (known)
        return *known;
    struct heap_layout *h = load(p, value);
    struct heap_grant grant = heap_layout_allocate(h, task, bytes, align, 0);
    struct heap_move move = {.value = value, .beyond_limit = grant.beyond_limit};
    if (grant.slot != HEAP_NO_SLOT) {
        const struct heap_slot *slot = &h->slots.items[grant.slot];
        heap_make_accessible(heaps->l->d, slot);
        move.address = slot->block.start;
        move.value = save(p);
    }
    vec_push(&heaps->moves, move);
    const struct heap_granted granted = {task, bytes, align, move.address};
    blob_set_add(&heaps->granted, &granted, sizeof granted);
    return move;
}

/* Where the base holds something, there must be cells that can say that it is gone. */
static void reveal_base(struct product *p, const struct heap_block *block)
{
    uint64_t end = block->start + block->bytes;
    if (block->start - p->l->heap_memory.start >= p->l->heap_memory.bytes)
        return;
    for (uint64_t at = block->start; at < end; at += 8) {
        uint64_t value = 0;
        uint32_t count, bytes = (uint32_t)(end - at < 8 ? end - at : 8);
        learner_base_read(p->l, at, bytes, &value);
        if (value != 0)
            product_cells(p, at, bytes, &count);
    }
}

uint32_t heaps_give_back(struct product *p, uint32_t value, task_id task, uint64_t addr)
{
    struct heaps *heaps = p->heaps;
    const struct move_key key = {.value = value, .task = task, .freed = addr};
    const struct heap_move *known = known_move(heaps, &key);
    if (known)
        return known->value;
    struct heap_layout *h = load(p, value);
    uint32_t slot = heap_layout_find(h, addr);
    reveal_base(p, &h->slots.items[slot].block);
    heap_layout_give_back(h, slot, task, 0);
    struct heap_move move = {.address = addr, .value = save(p)};
    vec_push(&heaps->moves, move);
    return move.value;
}

bool heaps_find(const struct product *p, uint32_t value, uint64_t addr, struct heap_place *place)
{
    size_t bytes;
    const uint64_t *items = blob_set_get(values_of(p), value, &bytes);
    return heap_difference_find(p->l->heap, items, bytes / sizeof *items, addr, place);
}

uint32_t heaps_judge(const struct product *p, uint32_t value, uint64_t addr, uint64_t bytes)
{
    struct heap_place place;
    if (!heaps_find(p, value, addr, &place))
        return FINDING_OVERFLOW;
    if (!place.live)
        return FINDING_USE_AFTER_FREE;
    bool inside = addr >= place.start && addr - place.start <= place.bytes &&
                  bytes <= place.bytes - (addr - place.start);
    return inside ? (uint32_t)FINDING_KINDS : FINDING_OVERFLOW;
}

uint32_t heaps_granted_count(const struct product *p)
{
    return p->heaps->granted.count;
}

struct heap_granted heaps_granted(const struct product *p, uint32_t i)
{
    struct heap_granted granted;
    memcpy(&granted, blob_set_get(&p->heaps->granted, i, NULL), sizeof granted);
    return granted;
}
