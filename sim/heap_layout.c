/* SPDX-License-Identifier: MIT */
#include "sim/heap_layout.h"

#include "base/check.h"
#include "sim/world.h"

#include <string.h>

struct heap_layout *heap_layout_new(void)
{
    struct heap_layout *h = memory_new(1, sizeof *h);
    h->generation = 1;
    return h;
}

void heap_layout_free(struct heap_layout *h)
{
    for (size_t i = 0; i < h->arenas_touched; i++)
        vec_release(&h->arenas[i].pages);
    vec_release(&h->slots);
    free(h);
}

void heap_layout_reset(struct heap_layout *h)
{
    h->pages = h->live = 0;
    h->arena_limit = 0;
    vec_clear(&h->slots);
    if (LIKELY(++h->generation != 0))
        return;
    for (size_t i = 0; i < TASKS_MAX; i++) /* after 2^32 executions: no arena may look current */
        h->arenas[i].generation = 0;
    h->generation = 1;
}

struct heap_arena *heap_layout_arena(struct heap_layout *h, task_id task)
{
    struct heap_arena *a = &h->arenas[task];
    if (LIKELY(a->generation == h->generation))
        return a;
    a->generation = h->generation;
    vec_clear(&a->pages);
    memset(a->open, 0, sizeof a->open);
    memset(a->free, 0xff, sizeof a->free);
    if (task >= h->arena_limit)
        h->arena_limit = task + 1u;
    if (task >= h->arenas_touched)
        h->arenas_touched = task + 1u;
    return a;
}

/* Of a page's slots only those below `used` mean anything. */
static void copy_slots(struct heap_layout *to, const struct heap_layout *from,
                       const struct heap_page *page)
{
    memcpy(&to->slots.items[page->slot], &from->slots.items[page->slot],
           page->used * sizeof *to->slots.items);
}

void heap_layout_copy(struct heap_layout *to, const struct heap_layout *from)
{
    heap_layout_reset(to);
    to->pages = from->pages;
    to->live = from->live;
    vec_reserve(&to->slots, from->slots.count);
    to->slots.count = from->slots.count;
    for (uint32_t i = 0; i < from->arena_limit; i++) {
        const struct heap_arena *source = &from->arenas[i];
        if (source->generation != from->generation)
            continue;
        struct heap_arena *a = heap_layout_arena(to, (task_id)i);
        memcpy(a->open, source->open, sizeof a->open);
        memcpy(a->free, source->free, sizeof a->free);
        for (size_t p = 0; p < source->pages.count; p++) {
            vec_push(&a->pages, source->pages.items[p]);
            copy_slots(to, from, &source->pages.items[p]);
        }
    }
}

uint32_t heap_layout_class(uint64_t slot_bytes)
{
    if (slot_bytes <= HEAP_SMALL_MAX)
        return (uint32_t)(slot_bytes / 16 - 1);
    uint32_t class = HEAP_SMALL_MAX / 16;
    for (uint64_t bytes = 2 * HEAP_SMALL_MAX; bytes <= HEAP_MIDDLE_MAX; bytes *= 2, class++)
        if (slot_bytes <= bytes)
            return class;
    return HEAP_LARGE;
}

static uint64_t class_bytes(uint32_t class)
{
    if (class < HEAP_SMALL_MAX / 16)
        return (class + UINT64_C(1)) * 16;
    return (uint64_t)HEAP_SMALL_MAX << (class - HEAP_SMALL_MAX / 16 + 1);
}

static uint64_t address_of(const struct heap_layout *h, const struct heap_arena *a, uint64_t page)
{
    return HEAP_BASE + HEAP_STRIDE * (uint64_t)(a - h->arenas) + page * HEAP_PAGE_BYTES;
}

/* May an arena have so many pages more? */
static bool has_room(const struct heap_layout *h, const struct heap_arena *a, uint64_t count,
                     struct heap_grant *grant)
{
    if ((a->pages.count + count) * HEAP_PAGE_BYTES > HEAP_STRIDE)
        return false;
    grant->beyond_limit =
        (h->pages + count) * HEAP_PAGE_BYTES > (uint64_t)HEAP_TOTAL_MIB_MAX << 20;
    return !grant->beyond_limit;
}

static uint32_t take_slots(struct heap_layout *h, uint32_t count)
{
    uint32_t first = (uint32_t)h->slots.count;
    vec_reserve(&h->slots, h->slots.count + count);
    h->slots.count += count;
    return first;
}

/* The page from which a class's next slot comes; NULL if there is no room. */
static struct heap_page *open_page(struct heap_layout *h, struct heap_arena *a, uint32_t class,
                                   struct heap_grant *grant)
{
    struct heap_page *page = a->open[class] ? &a->pages.items[a->open[class] - 1] : NULL;
    if (LIKELY(page && page->used < page->capacity))
        return page;
    if (!has_room(h, a, 1, grant))
        return NULL;
    uint32_t bytes = (uint32_t)class_bytes(class), capacity = HEAP_PAGE_BYTES / bytes;
    vec_push(&a->pages, (struct heap_page){.slot = take_slots(h, capacity),
                                           .slot_bytes = bytes,
                                           .capacity = capacity});
    h->pages++;
    a->open[class] = (uint32_t)a->pages.count;
    return vec_last(&a->pages);
}

static void add_small(struct heap_layout *h, struct heap_arena *a, uint32_t class,
                      struct heap_grant *grant)
{
    struct heap_page *page = open_page(h, a, class, grant);
    if (page == NULL)
        return;
    struct heap_slot *slot = &h->slots.items[page->slot + page->used];
    slot->origin =
        address_of(h, a, a->open[class] - 1) + (uint64_t)page->used * page->slot_bytes;
    slot->bytes = page->slot_bytes;
    slot->class = class;
    grant->slot = page->slot + page->used++;
}

static void add_large(struct heap_layout *h, struct heap_arena *a, uint64_t bytes,
                      struct heap_grant *grant)
{
    uint64_t count = (bytes + HEAP_PAGE_BYTES - 1) / HEAP_PAGE_BYTES;
    if (!has_room(h, a, count, grant))
        return;
    uint64_t origin = address_of(h, a, a->pages.count);
    grant->slot = take_slots(h, 1);
    h->slots.items[grant->slot] = (struct heap_slot){
        .origin = origin, .bytes = count * HEAP_PAGE_BYTES, .class = HEAP_LARGE};
    h->pages += count;
    for (; count > 0; count--)
        vec_push(&a->pages, (struct heap_page){.slot = grant->slot, .used = 1, .capacity = 1});
}

static struct heap_grant add_slot(struct heap_layout *h, struct heap_arena *a, uint32_t class,
                                  uint64_t bytes)
{
    struct heap_grant grant = {.slot = HEAP_NO_SLOT};
    if (class == HEAP_LARGE)
        add_large(h, a, bytes, &grant);
    else
        add_small(h, a, class, &grant);
    return grant;
}

struct heap_grant heap_layout_add_slot(struct heap_layout *h, task_id task, uint32_t class,
                                       uint64_t bytes)
{
    return add_slot(h, heap_layout_arena(h, task), class, bytes);
}

/* Last in, first out; large blocks: the newest that is big enough and not wasteful. */
static uint32_t reuse_slot(struct heap_layout *h, struct heap_arena *a, uint32_t class,
                           uint64_t bytes)
{
    uint32_t *link = &a->free[class];
    for (; *link != HEAP_NO_SLOT; link = &h->slots.items[*link].next_free) {
        uint32_t slot = *link;
        const struct heap_slot *s = &h->slots.items[slot];
        if (class == HEAP_LARGE && (s->bytes < bytes || s->bytes > 2 * bytes))
            continue;
        *link = s->next_free;
        return slot;
    }
    return HEAP_NO_SLOT;
}

struct heap_grant heap_layout_allocate(struct heap_layout *h, task_id task, uint64_t bytes,
                                       uint64_t align, uint64_t pc)
{
    uint64_t padding = align > 16 ? align : 0;
    if (bytes > HEAP_STRIDE / 2 || padding > HEAP_STRIDE / 4)
        return (struct heap_grant){.slot = HEAP_NO_SLOT};
    uint64_t slot_bytes = (bytes + padding + 2 * HEAP_RED_ZONE_BYTES + 15) & ~UINT64_C(15);
    uint32_t class = heap_layout_class(slot_bytes);
    struct heap_arena *a = heap_layout_arena(h, task);
    struct heap_grant grant = {.slot = reuse_slot(h, a, class, slot_bytes), .reused = true};
    if (grant.slot == HEAP_NO_SLOT)
        grant = add_slot(h, a, class, slot_bytes);
    if (grant.slot == HEAP_NO_SLOT)
        return grant;
    struct heap_slot *slot = &h->slots.items[grant.slot];
    uint64_t start = slot->origin + HEAP_RED_ZONE_BYTES;
    if (padding)
        start = (start + align - 1) & ~(align - 1);
    slot->block = (struct heap_block){.start = start,
                                      .bytes = bytes,
                                      .live = true,
                                      .allocated_by = task,
                                      .allocated_pc = pc,
                                      .freed_by = TASK_NONE};
    h->live++;
    return grant;
}

void heap_layout_give_back(struct heap_layout *h, uint32_t slot, task_id task, uint64_t pc)
{
    struct heap_slot *s = &h->slots.items[slot];
    ASSERT(s->block.live);
    s->block.live = false;
    s->block.freed_by = task;
    s->block.freed_pc = pc;
    h->live--;
    uint32_t *list = &heap_layout_arena(h, task)->free[s->class];
    s->next_free = *list;
    *list = slot;
}

uint32_t heap_layout_find(const struct heap_layout *h, uint64_t addr)
{
    if (!world_in_heap(addr))
        return HEAP_NO_SLOT;
    const struct heap_arena *a = &h->arenas[(addr - HEAP_BASE) / HEAP_STRIDE];
    uint64_t offset = (addr - HEAP_BASE) % HEAP_STRIDE, index = offset / HEAP_PAGE_BYTES;
    if (a->generation != h->generation || index >= a->pages.count)
        return HEAP_NO_SLOT;
    const struct heap_page *page = &a->pages.items[index];
    if (page->slot_bytes == 0)
        return page->slot;
    uint32_t n = (uint32_t)(offset % HEAP_PAGE_BYTES) / page->slot_bytes;
    return n < page->used ? page->slot + n : HEAP_NO_SLOT;
}

void heap_layout_each(const struct heap_layout *h,
                      void (*visit)(void *context, const struct heap_slot *slot), void *context)
{
    for (uint32_t i = 0; i < h->arena_limit; i++) {
        const struct heap_arena *a = &h->arenas[i];
        for (size_t p = 0; a->generation == h->generation && p < a->pages.count;) {
            const struct heap_page *page = &a->pages.items[p];
            const struct heap_slot *first = &h->slots.items[page->slot];
            for (uint32_t n = 0; n < page->used; n++)
                visit(context, &first[n]);
            p += page->slot_bytes ? 1 : first->bytes / HEAP_PAGE_BYTES;
        }
    }
}
