/* SPDX-License-Identifier: MIT */
#include "sim/learn/learner.h"

#include "sim/access.h"
#include "sim/heap_state.h"
#include "sim/learn/registry.h"
#include "sim/process.h"

/* Nothing is to be chosen before the first task is created. */
static task_id choose_task(void *self, const struct choice *choice)
{
    (void)choice;
    *(bool *)self = true;
    return TASK_NONE;
}

static uint64_t choose_number(void *self, uint64_t bound)
{
    *(bool *)self = true;
    return bound;
}

static bool run_to_first_spawn(struct direct *d, const char **why)
{
    struct machine *m = &d->machine;
    bool chose = false;
    const struct picker picker = {choose_task, choose_number, &chose, false};
    d->stop_at_spawn = true;
    machine_reset(m);
    if (m->end == END_NOT_YET)
        machine_run(m, &picker);
    d->stop_at_spawn = false;
    if (m->end == END_STOPPED) {
        *why = m->findings.count > 0 ? "it is at fault before its first task is created" : NULL;
        m->end = END_NOT_YET;
    } else {
        *why = chose ? "there are choices before its first task is created"
                     : "it creates no task";
    }
    return *why == NULL;
}

static void keep_memory(struct learner *l, uint64_t start, uint64_t end)
{
    if (end <= start)
        return;
    struct memory_copy copy = {start, end - start, memory_new(1, end - start)};
    memcpy(copy.copy, (const void *)start, copy.bytes);
    vec_push(&l->base, copy);
}

static void keep_block(void *context, const struct heap_slot *slot)
{
    struct memory_copy *memory = context;
    const struct heap_block *block = &slot->block;
    if (block->live)
        memcpy(memory->copy + (block->start - HEAP_BASE), (const void *)block->start, block->bytes);
}

/* Only main has allocated anything.  Whatever is in no live block counts as zero. */
static void keep_heap(struct learner *l)
{
    const struct heap_layout *now = heap_layout_of(l->d);
    ASSERT_LE(now->arena_limit, 1);
    l->heap = heap_layout_new();
    heap_layout_copy(l->heap, now);
    size_t bytes = now->pages * HEAP_PAGE_BYTES;
    l->heap_memory = (struct memory_copy){HEAP_BASE, bytes, memory_new(1, bytes ? bytes : 1)};
    heap_layout_each(l->heap, keep_block, &l->heap_memory);
}

static void take_base(struct learner *l)
{
    struct direct *d = l->d;
    const struct program *p = d->machine.program;
    keep_memory(l, p->data_start, p->data_end);
    keep_memory(l, d->arguments, d->arguments + d->arguments_bytes);
    keep_heap(l);
    registry_take_base(l);
    struct direct_task *t = direct_task(d, 0);
    keep_memory(l, (uint64_t)(uintptr_t)t->sp, t->stack.end);
    memcpy(l->base_slots, d->slots, sizeof l->base_slots);
    for (size_t i = 0; i < d->machine.promoted.count; i++) {
        struct promotion known = d->machine.promoted.items[i];
        if (world_in_stacks(known.addr))
            vec_push(&l->shared, known);
    }
}

static uint8_t base_byte(const struct learner *l, uint64_t addr)
{
    if (addr - l->heap_memory.start < l->heap_memory.bytes)
        return l->heap_memory.copy[addr - l->heap_memory.start];
    for (size_t i = 0; i < l->base.count; i++)
        if (addr - l->base.items[i].start < l->base.items[i].bytes)
            return l->base.items[i].copy[addr - l->base.items[i].start];
    return 0;
}

void learner_share(struct learner *l, uint64_t addr, uint64_t bytes)
{
    uint64_t end = addr + bytes;
    for (uint64_t g = addr & ~(uint64_t)(GRANULE_BYTES - 1); g < end; g += GRANULE_BYTES) {
        if (shadow_of(g)->facts & FACT_SHARED)
            continue;
        access_learn(l->d, g, FACT_SHARED);
        vec_push(&l->shared, (struct promotion){g, FACT_SHARED});
        l->shared_grew = true;
    }
}

void learner_base_read(const struct learner *l, uint64_t addr, size_t bytes, void *to)
{
    uint8_t *out = to;
    for (size_t i = 0; i < bytes; i++)
        out[i] = base_byte(l, addr + i);
}

struct learner *learner_new(struct machine *m, const char **why)
{
    struct direct *d = direct_of(m);
    *why = "it is not run by the direct machine";
    if (strcmp(m->ops->name, "direct") != 0)
        return NULL;
    ASSERT(d->learner == NULL);
    if (!run_to_first_spawn(d, why))
        return NULL;
    struct learner *l = memory_new(1, sizeof *l);
    l->d = d;
    vec_push(&l->objects, (struct learned_object){0});
    take_base(l);
    struct direct_task *t = direct_task(d, 0);
    t->task.object = LEARNED_OBJECT_BASE + learner_thread(l, 0);
    struct native_end end = {0};
    native_capture(l, t, &end);
    l->main_node = nodes_intern(l, &end);
    vec_release(&end.image);
    return l;
}

void learner_free(struct learner *l)
{
    struct machine *m = &l->d->machine;
    for (size_t i = 0; i < l->base.count; i++) {
        memcpy((void *)l->base.items[i].start, l->base.items[i].copy, l->base.items[i].bytes);
        free(l->base.items[i].copy);
    }
    vec_release(&l->base);
    heap_layout_free(l->heap);
    free(l->heap_memory.copy);
    vec_release(&l->objects);
    vec_release(&l->shared);
    nodes_release(l);
    struct blob_set *sets[] = {&l->images, &l->flights, &l->results,
                               &l->outs,   &l->texts,   &l->states, &l->printed};
    for (size_t i = 0; i < ARRAY_LENGTH(sets); i++)
        blob_set_release(sets[i]);
    str_release(&l->refused_text);
    free(l->audit_failure);
    free(l);
    machine_reset(m);
}
