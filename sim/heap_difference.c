/* SPDX-License-Identifier: MIT */
/*
 * The bytes: a count of slots; for each slot that differs, in order of address, struct saved_slot; then for
 * each free list that differs struct saved_list, followed by the addresses of its slots.
 *
 * Pages need no words: each holds a slot, the new ones too, and the slots come in order.
 */
#include "sim/heap_difference.h"

#include "base/check.h"
#include "sim/world.h"

#include <string.h>

struct saved_slot {
    uint64_t origin, slot_bytes;
    uint64_t start, bytes; /* of its block; start is 0 if it is free */
};

struct saved_list {
    uint64_t task, class, count;
};

enum { SLOT_WORDS = sizeof(struct saved_slot) / 8, LIST_WORDS = sizeof(struct saved_list) / 8 };

static struct saved_slot save(const struct heap_slot *s)
{
    const struct heap_block *b = &s->block;
    return (struct saved_slot){s->origin, s->bytes, b->live ? b->start : 0, b->live ? b->bytes : 0};
}

static void put(struct heap_bytes *out, const void *words, size_t count)
{
    vec_reserve(out, out->count + count);
    memcpy(out->items + out->count, words, count * sizeof *out->items);
    out->count += count;
}

struct saving {
    const struct heap_layout *base;
    struct heap_bytes *out;
};

static void save_slot(void *context, const struct heap_slot *slot)
{
    const struct saving *s = context;
    struct saved_slot now = save(slot), before;
    uint32_t old = heap_layout_find(s->base, slot->origin);
    if (old != HEAP_NO_SLOT) {
        before = save(&s->base->slots.items[old]);
        if (memcmp(&now, &before, sizeof now) == 0)
            return;
    }
    put(s->out, &now, SLOT_WORDS);
    s->out->items[0]++;
}

static uint32_t first_free(const struct heap_layout *h, task_id task, uint32_t class)
{
    bool in_use = h->arenas[task].generation == h->generation;
    return in_use ? h->arenas[task].free[class] : HEAP_NO_SLOT;
}

static bool same_list(const struct heap_layout *a, uint32_t i, const struct heap_layout *b,
                      uint32_t k)
{
    while (i != HEAP_NO_SLOT && k != HEAP_NO_SLOT &&
           a->slots.items[i].origin == b->slots.items[k].origin) {
        i = a->slots.items[i].next_free;
        k = b->slots.items[k].next_free;
    }
    return i == HEAP_NO_SLOT && k == HEAP_NO_SLOT;
}

static void save_list(const struct saving *s, const struct heap_layout *h, task_id task,
                      uint32_t class)
{
    uint32_t i = first_free(h, task, class);
    if (same_list(h, i, s->base, first_free(s->base, task, class)))
        return;
    size_t at = s->out->count;
    struct saved_list list = {task, class, 0};
    put(s->out, &list, LIST_WORDS);
    for (; i != HEAP_NO_SLOT; i = h->slots.items[i].next_free) {
        put(s->out, &h->slots.items[i].origin, 1);
        list.count++;
    }
    memcpy(s->out->items + at, &list, sizeof list);
}

void heap_difference_make(const struct heap_layout *base, const struct heap_layout *h,
                          struct heap_bytes *out)
{
    struct saving saving = {base, out};
    vec_clear(out);
    put(out, &(uint64_t){0}, 1);
    heap_layout_each(h, save_slot, &saving);
    for (uint32_t i = 0; i < h->arena_limit; i++)
        for (uint32_t class = 0; class < HEAP_CLASSES; class++)
            save_list(&saving, h, (task_id)i, class);
    if (out->count == 1)
        vec_clear(out);
}

static void load_slot(struct heap_layout *h, const struct saved_slot *saved)
{
    task_id task = (task_id)((saved->origin - HEAP_BASE) / HEAP_STRIDE);
    uint32_t slot = heap_layout_find(h, saved->origin);
    if (slot == HEAP_NO_SLOT)
        slot = heap_layout_add_slot(h, task, heap_layout_class(saved->slot_bytes),
                                    saved->slot_bytes).slot;
    else if (h->slots.items[slot].block.live)
        h->live--;
    ASSERT(slot != HEAP_NO_SLOT);
    struct heap_slot *s = &h->slots.items[slot];
    ASSERT_EQ(s->origin, saved->origin);
    s->block = (struct heap_block){.start = saved->start ? saved->start : s->origin,
                                   .bytes = saved->bytes,
                                   .live = saved->start != 0,
                                   .allocated_by = task,
                                   .freed_by = TASK_NONE};
    h->live += s->block.live;
}

static void load_list(struct heap_layout *h, const struct saved_list *list, const uint64_t *slots)
{
    uint32_t *link = &heap_layout_arena(h, (task_id)list->task)->free[list->class];
    for (uint64_t i = 0; i < list->count; i++) {
        *link = heap_layout_find(h, slots[i]);
        link = &h->slots.items[*link].next_free;
    }
    *link = HEAP_NO_SLOT;
}

void heap_difference_apply(struct heap_layout *h, const uint64_t *items, size_t count)
{
    if (count == 0)
        return;
    const uint64_t *at = items + 1, *end = items + count;
    for (uint64_t i = 0; i < items[0]; i++, at += SLOT_WORDS)
        load_slot(h, (const struct saved_slot *)at);
    while (at < end) {
        const struct saved_list *list = (const struct saved_list *)at;
        load_list(h, list, at + LIST_WORDS);
        at += LIST_WORDS + list->count;
    }
}

/* The last saved slot that starts at or before addr, or NULL. */
static const struct saved_slot *find_saved(const uint64_t *items, uint64_t addr)
{
    const struct saved_slot *slots = (const struct saved_slot *)(items + 1);
    size_t low = 0, high = items[0];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (slots[middle].origin <= addr)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? &slots[low - 1] : NULL;
}

bool heap_difference_find(const struct heap_layout *base, const uint64_t *items, size_t count,
                          uint64_t addr, struct heap_place *place)
{
    const struct saved_slot *saved = count ? find_saved(items, addr) : NULL;
    if (saved && addr - saved->origin < saved->slot_bytes) {
        *place = (struct heap_place){saved->start != 0, saved->start, saved->bytes};
        return true;
    }
    uint32_t slot = heap_layout_find(base, addr);
    if (slot == HEAP_NO_SLOT)
        return false;
    const struct heap_block *block = &base->slots.items[slot].block;
    *place = (struct heap_place){block->live, block->start, block->bytes};
    return true;
}
