/* SPDX-License-Identifier: MIT */
/*
 * The program's heap.
 *
 * A task's arena is cut into pages of PAGE_BYTES; a page holds slots of one size, or is part of the span
 * of one large block.  A slot is: red zone, the block, red zone.  What is known about a slot is kept
 * outside the program's memory (struct slot), in the execution's arena.
 *
 * Invariants: pages[i] describes arena bytes [i * PAGE_BYTES, ...); slots below `used` have been given out in
 * this execution; a slot that is not live is in exactly one free list, that of the task that freed it.
 * An arena whose generation is not the machine's is empty.
 */
#include "sim/heap.h"

#include "sim/access.h"
#include "sim/debuginfo.h"
#include "sim/heap_state.h"
#include "sim/learn/hooks.h"

#include <stdlib.h>
#include <sys/mman.h>

enum {
    PAGE_BYTES = 16 * 1024,
    RED_ZONE_BYTES = 16,
    SMALL_MAX = 512,  /* slot sizes: multiples of 16 up to here */
    MIDDLE_MAX = 8192, /* then powers of two up to here, then whole pages */
    CLASSES = SMALL_MAX / 16 + 5 + 1, /* the last one: large */
    ACCESS_STEP_BYTES = 1 << 20,
    TOTAL_MIB_MAX = 1024, /* of heap in one execution: its shadow is several times as large */
    HISTORY_BYTES_MAX = 64 * 1024, /* of a freed block are compared with the access history */
};

struct slot {
    struct slot *next_free;
    struct heap_block block;
    uint64_t origin; /* address of the slot: its first red zone */
    uint32_t class;
    uint64_t large_bytes; /* of the whole slot, if large */
};

struct page {
    struct slot *slots; /* NULL: not in use; for a large block's span all pages share one slot */
    uint32_t slot_bytes; /* 0: large */
    uint32_t used, capacity;
};

struct heap_arena {
    uint32_t generation;
    uint64_t start, accessible; /* [start, accessible) may be touched; kept across executions */
    VEC(struct page) pages;
    uint32_t open[CLASSES]; /* page to take new slots from, + 1; 0 = none */
    struct slot *free[CLASSES];
};

struct heap {
    struct heap_arena *arenas[TASKS_MAX];
    uint64_t accessible; /* of all arenas */
    uint64_t live;
};

struct heap *heap_new(void)
{
    return memory_new(1, sizeof(struct heap));
}

void heap_reset(struct direct *d)
{
    d->heap->live = 0;
}

uint64_t heap_accessible_end(const struct direct *d, task_id task)
{
    const struct heap_arena *a = d->heap->arenas[task];
    return a ? a->accessible : HEAP_BASE + HEAP_STRIDE * task;
}

void heap_free_state(struct direct *d)
{
    for (int i = 0; i < TASKS_MAX; i++) {
        struct heap_arena *a = d->heap->arenas[i];
        if (a == NULL)
            continue;
        uint64_t bytes = a->accessible - a->start;
        if (bytes > 0) {
            madvise((void *)a->start, bytes, MADV_DONTNEED);
            if (mprotect((void *)a->start, bytes, PROT_NONE) != 0)
                check_out_of_memory();
        }
        vec_release(&a->pages);
        free(a);
    }
    free(d->heap);
}

static struct heap_arena *arena_of(struct direct *d, task_id task)
{
    struct heap_arena *a = d->heap->arenas[task];
    if (a == NULL) {
        a = d->heap->arenas[task] = memory_new(1, sizeof *a);
        a->start = a->accessible = HEAP_BASE + HEAP_STRIDE * task;
    }
    if (a->generation != d->generation) {
        a->generation = d->generation;
        vec_clear(&a->pages);
        memset(a->open, 0, sizeof a->open);
        memset(a->free, 0, sizeof a->free);
    }
    return a;
}

static uint32_t class_of(uint64_t slot_bytes)
{
    if (slot_bytes <= SMALL_MAX)
        return (uint32_t)(slot_bytes / 16 - 1);
    uint32_t class = SMALL_MAX / 16;
    for (uint64_t bytes = 2 * SMALL_MAX; bytes <= MIDDLE_MAX; bytes *= 2, class++)
        if (slot_bytes <= bytes)
            return class;
    return CLASSES - 1;
}

static uint64_t class_bytes(uint32_t class)
{
    if (class < SMALL_MAX / 16)
        return (class + UINT64_C(1)) * 16;
    return (uint64_t)SMALL_MAX << (class - SMALL_MAX / 16 + 1);
}

static void make_accessible(struct direct *d, struct heap_arena *a, uint64_t end)
{
    if (end <= a->accessible)
        return;
    uint64_t to = (end + ACCESS_STEP_BYTES - 1) & ~(uint64_t)(ACCESS_STEP_BYTES - 1);
    if (mprotect((void *)a->accessible, to - a->accessible, PROT_READ | PROT_WRITE) != 0)
        check_out_of_memory();
    d->heap->accessible += to - a->accessible;
    a->accessible = to;
}

/* Appends pages for a span; UINT32_MAX if the arena is full. */
static uint32_t take_pages(struct direct *d, struct heap_arena *a, uint64_t count, uint64_t pc)
{
    uint64_t first = a->pages.count;
    if ((first + count) * PAGE_BYTES > HEAP_STRIDE)
        return UINT32_MAX;
    uint64_t end = a->start + (first + count) * PAGE_BYTES;
    uint64_t more = end > a->accessible ? end - a->accessible : 0;
    if (d->heap->accessible + more > (uint64_t)TOTAL_MIB_MAX << 20)
        call_unsupported(pc, "more than %d MiB of heap", TOTAL_MIB_MAX);
    make_accessible(d, a, end);
    for (uint64_t i = 0; i < count; i++)
        vec_push(&a->pages, (struct page){0});
    return (uint32_t)first;
}

static struct slot *new_small_slot(struct direct *d, struct heap_arena *a, uint32_t class,
                                   uint64_t pc, uint64_t *address)
{
    uint64_t bytes = class_bytes(class);
    struct page *page = a->open[class] ? &a->pages.items[a->open[class] - 1] : NULL;
    if (page == NULL || page->used == page->capacity) {
        uint32_t index = take_pages(d, a, 1, pc);
        if (index == UINT32_MAX)
            return NULL;
        a->open[class] = index + 1;
        page = &a->pages.items[index];
        page->slot_bytes = (uint32_t)bytes;
        page->capacity = (uint32_t)(PAGE_BYTES / bytes);
        page->slots = arena_alloc(&d->machine.arena, page->capacity * sizeof *page->slots);
    }
    uint64_t page_start = a->start + (a->open[class] - UINT64_C(1)) * PAGE_BYTES;
    *address = page_start + page->used * bytes;
    struct slot *slot = &page->slots[page->used++];
    *slot = (struct slot){.class = class};
    return slot;
}

static struct slot *new_large_slot(struct direct *d, struct heap_arena *a, uint64_t bytes,
                                   uint64_t pc, uint64_t *address)
{
    uint64_t count = (bytes + PAGE_BYTES - 1) / PAGE_BYTES;
    uint32_t first = take_pages(d, a, count, pc);
    if (first == UINT32_MAX)
        return NULL;
    struct slot *slot = arena_alloc(&d->machine.arena, sizeof *slot);
    *slot = (struct slot){.class = CLASSES - 1, .large_bytes = count * PAGE_BYTES};
    for (uint64_t i = 0; i < count; i++)
        a->pages.items[first + i] = (struct page){.slots = slot, .used = 1, .capacity = 1};
    *address = a->start + first * UINT64_C(1) * PAGE_BYTES;
    return slot;
}

/* Last in, first out; large blocks: the newest that is big enough and not wasteful. */
static struct slot *reuse_slot(struct heap_arena *a, uint32_t class, uint64_t bytes)
{
    for (struct slot **link = &a->free[class]; *link; link = &(*link)->next_free) {
        struct slot *slot = *link;
        if (class == CLASSES - 1 && (slot->large_bytes < bytes || slot->large_bytes > 2 * bytes))
            continue;
        *link = slot->next_free;
        return slot;
    }
    return NULL;
}

static void fill_zero(uint64_t start, uint64_t bytes)
{
    enum { BIG = 4 << 20, SYSTEM_PAGE = 4096 };
    if (bytes < BIG) {
        memset((void *)start, 0, bytes);
        return;
    }
    uint64_t from = (start + SYSTEM_PAGE - 1) & ~(uint64_t)(SYSTEM_PAGE - 1);
    uint64_t to = (start + bytes) & ~(uint64_t)(SYSTEM_PAGE - 1);
    memset((void *)start, 0, from - start);
    madvise((void *)from, to - from, MADV_DONTNEED);
    memset((void *)to, 0, start + bytes - to);
}

void *heap_malloc(struct machine *m, size_t bytes, size_t align, uint64_t pc)
{
    struct direct *d = direct_of(m);
    if (learning())
        return (void *)learn_allocate(bytes, align, pc);
    struct heap_arena *a = arena_of(d, d->current->task.id);
    uint64_t padding = align > 16 ? align : 0;
    if (bytes > HEAP_STRIDE / 2 || padding > HEAP_STRIDE / 4)
        return NULL;
    uint64_t slot_bytes = (bytes + padding + 2 * RED_ZONE_BYTES + 15) & ~UINT64_C(15);
    uint32_t class = class_of(slot_bytes);
    uint64_t address = 0;
    struct slot *slot = reuse_slot(a, class, slot_bytes);
    if (slot) {
        address = slot->origin;
        history_forget(d, address, class == CLASSES - 1 ? slot->large_bytes : class_bytes(class));
    } else {
        slot = class == CLASSES - 1 ? new_large_slot(d, a, slot_bytes, pc, &address)
                                    : new_small_slot(d, a, class, pc, &address);
        if (slot == NULL)
            return NULL;
        slot->origin = address;
    }
    uint64_t start = address + RED_ZONE_BYTES;
    if (padding)
        start = (start + align - 1) & ~(uint64_t)(align - 1);
    slot->block = (struct heap_block){.start = start,
                                      .bytes = bytes,
                                      .live = true,
                                      .allocated_by = d->current->task.id,
                                      .allocated_pc = pc,
                                      .freed_by = TASK_NONE};
    d->heap->live++;
    fill_zero(start, bytes);
    return (void *)start;
}

static struct slot *find_slot(struct direct *d, uint64_t addr)
{
    if (!world_in_heap(addr))
        return NULL;
    uint64_t task = (addr - HEAP_BASE) / HEAP_STRIDE;
    struct heap_arena *a = d->heap->arenas[task];
    if (a == NULL || a->generation != d->generation)
        return NULL;
    uint64_t index = (addr - a->start) / PAGE_BYTES;
    if (index >= a->pages.count || a->pages.items[index].slots == NULL)
        return NULL;
    const struct page *page = &a->pages.items[index];
    if (page->slot_bytes == 0)
        return page->slots;
    uint64_t n = (addr - a->start) % PAGE_BYTES / page->slot_bytes;
    return n < page->used ? &page->slots[n] : NULL;
}

bool heap_find(struct machine *m, uint64_t addr, struct heap_block *out)
{
    const struct slot *slot = find_slot(direct_of(m), addr);
    if (slot == NULL)
        return false;
    *out = slot->block;
    return true;
}

size_t heap_bytes(struct machine *m, const void *pointer)
{
    if (learning())
        return learn_block_bytes((uint64_t)(uintptr_t)pointer, 0);
    const struct slot *slot = find_slot(direct_of(m), (uint64_t)(uintptr_t)pointer);
    bool is_start = slot && slot->block.live && slot->block.start == (uint64_t)(uintptr_t)pointer;
    return is_start ? slot->block.bytes : 0;
}

void heap_free(struct machine *m, void *pointer, uint64_t pc)
{
    struct direct *d = direct_of(m);
    uint64_t addr = (uint64_t)(uintptr_t)pointer;
    if (pointer == NULL)
        return;
    if (learning()) {
        learn_free(addr, pc);
        return;
    }
    struct slot *slot = find_slot(d, addr);
    if (slot == NULL || (slot->block.live && slot->block.start != addr)) {
        call_report(FINDING_MISUSE, SEVERITY_ERROR, pc,
                    slot ? "free of a pointer into the middle of a heap block"
                         : "free of a pointer that did not come from malloc");
        return;
    }
    if (!slot->block.live) {
        heap_report_double_free(d, &slot->block, pc);
        return;
    }
    struct heap_block *block = &slot->block;
    uint64_t compared = block->bytes < HISTORY_BYTES_MAX ? block->bytes : HISTORY_BYTES_MAX;
    d->freeing = true;
    if (compared > 0)
        history_write(d, d->current, block->start, compared, ACCESS_PLAIN, pc);
    d->freeing = false;
    if (block->bytes > 0)
        history_forget(d, block->start, block->bytes);
    block->live = false;
    block->freed_by = d->current->task.id;
    block->freed_pc = pc;
    d->heap->live--;
    d->current->effect = true;
    struct heap_arena *own = arena_of(d, d->current->task.id);
    slot->next_free = own->free[slot->class];
    own->free[slot->class] = slot;
}

uint64_t heap_live_count(const struct machine *m)
{
    return ((const struct direct *)m)->heap->live;
}

static void visit_page(const struct page *page, const struct slot **last_large,
                       void (*visit)(void *, const struct heap_block *), void *context)
{
    if (page->slots == NULL)
        return;
    if (page->slot_bytes == 0) {
        if (page->slots == *last_large)
            return;
        *last_large = page->slots;
    }
    for (uint32_t i = 0; i < page->used; i++)
        if (page->slots[i].block.live)
            visit(context, &page->slots[i].block);
}

void heap_each(struct machine *m, void (*visit)(void *context, const struct heap_block *block),
               void *context)
{
    struct direct *d = direct_of(m);
    for (int i = 0; i < TASKS_MAX; i++) {
        const struct heap_arena *a = d->heap->arenas[i];
        if (a == NULL || a->generation != d->generation)
            continue;
        const struct slot *last_large = NULL;
        for (size_t p = 0; p < a->pages.count; p++)
            visit_page(&a->pages.items[p], &last_large, visit, context);
    }
}
