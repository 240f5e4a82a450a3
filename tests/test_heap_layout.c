/* SPDX-License-Identifier: MIT */
/*
 * Goal: a layout gives out disjoint blocks, the last freed first, and its difference from a base is
 * canonical: equal bytes if and only if the two behave the same from then on.
 * Method: random histories of several tasks, checked against a plain list of blocks; the same histories in
 * other orders; continuations made on a layout and on what was made of its bytes.
 */
#include "sim/heap_difference.h"
#include "tests/suite.h"

#include "base/prng.h"
#include "sim/world.h"

#include <string.h>

enum { TASKS = 3, STEPS = 400, BLOCKS_MAX = STEPS };

struct history {
    struct heap_layout *layout;
    struct prng prng;
    uint64_t live[BLOCKS_MAX]; /* addresses */
    uint32_t count;
};

static const uint64_t sizes[] = {0,   1,   8,    16,   17,   24,   100,  479,
                                 480, 481, 600,  5000, 8160, 8161, 40000};

static uint64_t start_of(const struct history *h, uint32_t slot)
{
    return h->layout->slots.items[slot].block.start;
}

static uint64_t allocate(struct history *h, task_id task, uint64_t bytes)
{
    struct heap_grant grant = heap_layout_allocate(h->layout, task, bytes, 0, 0);
    CU_ASSERT_NOT_EQUAL_FATAL(grant.slot, HEAP_NO_SLOT);
    return start_of(h, grant.slot);
}

static void give_back(struct history *h, task_id task, uint64_t addr)
{
    heap_layout_give_back(h->layout, heap_layout_find(h->layout, addr), task, 0);
}

/* Allocates or frees; returns the address. */
static uint64_t random_step(struct history *h)
{
    task_id task = (task_id)prng_below(&h->prng, TASKS);
    if (h->count == 0 || prng_below(&h->prng, 5) < 3) {
        uint64_t bytes = sizes[prng_below(&h->prng, sizeof sizes / sizeof sizes[0])];
        return h->live[h->count++] = allocate(h, task, bytes);
    }
    uint32_t i = (uint32_t)prng_below(&h->prng, h->count);
    uint64_t addr = h->live[i];
    h->live[i] = h->live[--h->count];
    give_back(h, task, addr);
    return addr;
}

static void begin(struct history *h, uint64_t seed, uint32_t steps)
{
    *h = (struct history){.layout = heap_layout_new(), .prng = prng_seeded(seed)};
    while (steps-- > 0)
        random_step(h);
}

static void a_task_gets_back_what_it_freed_last(void)
{
    struct history h = {.layout = heap_layout_new()};
    uint64_t a = allocate(&h, 1, 24), b = allocate(&h, 1, 24), c = allocate(&h, 2, 24);
    give_back(&h, 1, a);
    give_back(&h, 1, c);
    give_back(&h, 2, b);
    CU_ASSERT_EQUAL(allocate(&h, 1, 20), c);
    CU_ASSERT_EQUAL(allocate(&h, 1, 24), a);
    CU_ASSERT_EQUAL(allocate(&h, 2, 32), b);
    uint64_t fresh = allocate(&h, 1, 24);
    CU_ASSERT(fresh != a && fresh != b && fresh != c);
    heap_layout_free(h.layout);
}

static void blocks_of_another_size_are_not_reused(void)
{
    struct history h = {.layout = heap_layout_new()};
    uint64_t small = allocate(&h, 0, 24), large = allocate(&h, 0, 40000);
    give_back(&h, 0, small);
    give_back(&h, 0, large);
    CU_ASSERT_NOT_EQUAL(allocate(&h, 0, 200), small);
    CU_ASSERT_NOT_EQUAL(allocate(&h, 0, 10000), large); /* less than half of it: wasteful */
    CU_ASSERT_EQUAL(allocate(&h, 0, 30000), large);
    heap_layout_free(h.layout);
}

static void blocks_are_aligned_as_asked(void)
{
    struct history h = {.layout = heap_layout_new()};
    for (uint64_t align = 1; align <= 1 << 20; align *= 2) {
        uint32_t slot = heap_layout_allocate(h.layout, 0, 5, align, 0).slot;
        const struct heap_slot *s = &h.layout->slots.items[slot];
        CU_ASSERT_EQUAL(s->block.start % align, 0);
        CU_ASSERT(s->block.start >= s->origin + HEAP_RED_ZONE_BYTES);
        CU_ASSERT(s->block.start + 5 + HEAP_RED_ZONE_BYTES <= s->origin + s->bytes);
    }
    heap_layout_free(h.layout);
}

static void too_much_is_refused(void)
{
    struct heap_layout *layout = heap_layout_new();
    struct heap_grant grant = heap_layout_allocate(layout, 0, UINT64_MAX - 10, 0, 0);
    CU_ASSERT(grant.slot == HEAP_NO_SLOT && !grant.beyond_limit);
    uint32_t granted = 0;
    while ((grant = heap_layout_allocate(layout, 5, 64 << 20, 0, 0)).slot != HEAP_NO_SLOT)
        granted++;
    CU_ASSERT(grant.beyond_limit);
    CU_ASSERT_EQUAL(granted, HEAP_TOTAL_MIB_MAX / 64 - 1); /* red zones take a page each time */
    heap_layout_reset(layout);
    CU_ASSERT_NOT_EQUAL(heap_layout_allocate(layout, 5, 64 << 20, 0, 0).slot, HEAP_NO_SLOT);
    heap_layout_free(layout);
}

static void live_slots_never_overlap(void)
{
    struct history h;
    begin(&h, 1, STEPS);
    uint32_t overlaps = 0;
    CU_ASSERT_EQUAL(h.layout->live, h.count);
    for (uint32_t i = 0; i < h.count; i++)
        for (uint32_t k = 0; k < i; k++) {
            const struct heap_slot *slots = h.layout->slots.items;
            const struct heap_slot *a = &slots[heap_layout_find(h.layout, h.live[i])];
            const struct heap_slot *b = &slots[heap_layout_find(h.layout, h.live[k])];
            overlaps += a->origin < b->origin + b->bytes && b->origin < a->origin + a->bytes;
        }
    CU_ASSERT_EQUAL(overlaps, 0);
    heap_layout_free(h.layout);
}

static void every_byte_of_a_slot_is_found(void)
{
    struct history h;
    begin(&h, 2, 60);
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < h.count; i++) {
        uint32_t slot = heap_layout_find(h.layout, h.live[i]);
        const struct heap_slot s = h.layout->slots.items[slot];
        for (uint64_t b = 0; b < s.bytes; b++)
            wrong += heap_layout_find(h.layout, s.origin + b) != slot;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_EQUAL(heap_layout_find(h.layout, HEAP_BASE + HEAP_STRIDE - 1), HEAP_NO_SLOT);
    CU_ASSERT_EQUAL(heap_layout_find(h.layout, HEAP_BASE + 9 * HEAP_STRIDE), HEAP_NO_SLOT);
    CU_ASSERT_EQUAL(heap_layout_find(h.layout, HEAP_BASE - 1), HEAP_NO_SLOT);
    heap_layout_free(h.layout);
}

static void a_reset_forgets_everything(void)
{
    struct history h;
    begin(&h, 3, STEPS);
    uint64_t some = h.live[0];
    heap_layout_reset(h.layout);
    CU_ASSERT_EQUAL(heap_layout_find(h.layout, some), HEAP_NO_SLOT);
    CU_ASSERT_EQUAL(h.layout->live, 0);
    struct history again = {.layout = heap_layout_new(), .prng = prng_seeded(4)};
    h.prng = prng_seeded(4);
    h.count = 0;
    uint32_t wrong = 0;
    for (int i = 0; i < STEPS; i++)
        wrong += random_step(&h) != random_step(&again);
    CU_ASSERT_EQUAL(wrong, 0);
    heap_layout_free(h.layout);
    heap_layout_free(again.layout);
}

static bool same_bytes(const struct heap_bytes *a, const struct heap_bytes *b)
{
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->items, b->items, a->count * sizeof *a->items) == 0);
}

/* Everything from `from` on, made on a copy of the base by applying the difference. */
static void continue_both(struct history *h, const struct heap_layout *base, uint32_t *wrong)
{
    struct heap_bytes bytes = {0}, again = {0};
    struct history other = *h;
    other.layout = heap_layout_new();
    heap_layout_copy(other.layout, base);
    heap_difference_make(base, h->layout, &bytes);
    heap_difference_apply(other.layout, bytes.items, bytes.count);
    heap_difference_make(base, other.layout, &again);
    *wrong += !same_bytes(&bytes, &again) || other.layout->live != h->layout->live ||
              other.layout->pages != h->layout->pages;
    for (int i = 0; i < 60; i++)
        *wrong += random_step(h) != random_step(&other);
    heap_difference_make(base, h->layout, &bytes);
    heap_difference_make(base, other.layout, &again);
    *wrong += !same_bytes(&bytes, &again);
    heap_layout_free(other.layout);
    vec_release(&bytes);
    vec_release(&again);
}

static void what_is_made_of_the_bytes_goes_on_like_the_original(void)
{
    uint32_t wrong = 0;
    for (uint64_t seed = 0; seed < 100; seed++) {
        struct history h;
        begin(&h, seed, (uint32_t)seed % 40);
        struct heap_layout *base = heap_layout_new();
        heap_layout_copy(base, h.layout);
        for (int round = 0; round < 5; round++)
            continue_both(&h, base, &wrong);
        heap_layout_free(base);
        heap_layout_free(h.layout);
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static bool same_place(const struct heap_layout *h, const struct heap_layout *base,
                       const struct heap_bytes *bytes, uint64_t addr)
{
    struct heap_place place;
    uint32_t slot = heap_layout_find(h, addr);
    bool found = heap_difference_find(base, bytes->items, bytes->count, addr, &place);
    if (slot == HEAP_NO_SLOT || !found)
        return !found && slot == HEAP_NO_SLOT;
    const struct heap_block *b = &h->slots.items[slot].block;
    return place.live == b->live &&
           (!b->live || (place.start == b->start && place.bytes == b->bytes));
}

static void the_bytes_tell_what_is_where(void)
{
    uint32_t wrong = 0;
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct history h;
        struct heap_bytes bytes = {0};
        begin(&h, seed, 50);
        struct heap_layout *base = heap_layout_new();
        heap_layout_copy(base, h.layout);
        for (int i = 0; i < 50; i++)
            random_step(&h);
        heap_difference_make(base, h.layout, &bytes);
        for (uint64_t offset = 0; offset < 1 << 20; offset += 13)
            for (uint64_t task = 0; task <= TASKS; task++)
                wrong += !same_place(h.layout, base, &bytes,
                                     HEAP_BASE + task * HEAP_STRIDE + offset);
        vec_release(&bytes);
        heap_layout_free(base);
        heap_layout_free(h.layout);
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void the_order_of_what_different_tasks_do_leaves_no_mark(void)
{
    struct history a = {.layout = heap_layout_new()}, b = {.layout = heap_layout_new()};
    struct heap_layout *base = heap_layout_new();
    struct heap_bytes one = {0}, other = {0};
    uint64_t first = allocate(&a, 1, 24);
    uint64_t second = allocate(&a, 2, 24);
    give_back(&a, 1, first);
    give_back(&a, 2, second);
    CU_ASSERT_EQUAL(allocate(&b, 2, 24), second);
    CU_ASSERT_EQUAL(allocate(&b, 1, 24), first);
    give_back(&b, 2, second);
    give_back(&b, 1, first);
    heap_difference_make(base, a.layout, &one);
    heap_difference_make(base, b.layout, &other);
    CU_ASSERT(one.count > 0 && same_bytes(&one, &other));
    CU_ASSERT_EQUAL(allocate(&b, 1, 24), first);
    heap_difference_make(base, b.layout, &other);
    CU_ASSERT_FALSE(same_bytes(&one, &other));
    give_back(&b, 2, first); /* another task has it now */
    heap_difference_make(base, b.layout, &other);
    CU_ASSERT_FALSE(same_bytes(&one, &other));
    heap_layout_free(a.layout);
    heap_layout_free(b.layout);
    heap_layout_free(base);
    vec_release(&one);
    vec_release(&other);
}

static void sites_and_what_was_freed_leave_no_mark(void)
{
    struct heap_layout *base = heap_layout_new(), *h = heap_layout_new();
    struct heap_bytes one = {0}, other = {0};
    uint32_t slot = heap_layout_allocate(h, 1, 24, 0, 1000).slot;
    heap_layout_give_back(h, slot, 1, 2000);
    heap_difference_make(base, h, &one);
    CU_ASSERT_EQUAL(heap_layout_allocate(h, 1, 17, 0, 3000).slot, slot); /* the same class */
    heap_layout_give_back(h, slot, 1, 4000);
    heap_difference_make(base, h, &other);
    CU_ASSERT(one.count > 0 && same_bytes(&one, &other));
    heap_difference_make(h, h, &other);
    CU_ASSERT_EQUAL(other.count, 0);
    heap_layout_free(h);
    heap_layout_free(base);
    vec_release(&one);
    vec_release(&other);
}

void suite_heap_layout(void)
{
    CU_pSuite suite = CU_add_suite("heap_layout", NULL, NULL);
    CU_ADD_TEST(suite, a_task_gets_back_what_it_freed_last);
    CU_ADD_TEST(suite, blocks_of_another_size_are_not_reused);
    CU_ADD_TEST(suite, blocks_are_aligned_as_asked);
    CU_ADD_TEST(suite, too_much_is_refused);
    CU_ADD_TEST(suite, live_slots_never_overlap);
    CU_ADD_TEST(suite, every_byte_of_a_slot_is_found);
    CU_ADD_TEST(suite, a_reset_forgets_everything);
    CU_ADD_TEST(suite, what_is_made_of_the_bytes_goes_on_like_the_original);
    CU_ADD_TEST(suite, the_bytes_tell_what_is_where);
    CU_ADD_TEST(suite, the_order_of_what_different_tasks_do_leaves_no_mark);
    CU_ADD_TEST(suite, sites_and_what_was_freed_leave_no_mark);
}
