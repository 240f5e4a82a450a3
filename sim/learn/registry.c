/* SPDX-License-Identifier: MIT */
#include "sim/learn/registry.h"

#include "sim/fixed_memory.h"
#include "sim/heap_layout.h"
#include "sim/objects/thread.h"
#include "sim/posix/attach.h"

uint32_t registry_state(struct learner *l, const struct object_ops *ops, const void *state)
{
    size_t count = ops->state_bytes;
    while (count > 0 && ((const uint8_t *)state)[count - 1] == 0)
        count--;
    return blob_set_add(&l->states, state, count);
}

void registry_state_get(const struct learner *l, const struct object_ops *ops, uint32_t id,
                        void *state)
{
    size_t count;
    const void *bytes = blob_set_get(&l->states, id, &count);
    ASSERT_LE(count, ops->state_bytes);
    memset(state, 0, ops->state_bytes);
    memcpy(state, bytes, count);
}

/* At a fixed address: images may hold pointers to it. */
static uint32_t add(struct learner *l, const struct object_ops *ops, uint64_t addr,
                    struct learned_object learned)
{
    uint32_t index = (uint32_t)l->objects.count;
    struct object *o = fixed_memory_new(sizeof *o + ops->state_bytes);
    o->ops = ops;
    o->id = LEARNED_OBJECT_BASE + index;
    o->addr = addr;
    learned.stub = o;
    vec_push(&l->objects, learned);
    return index;
}

void registry_first_state(const struct attachment *kind, const void *memory, void *state)
{
    uint64_t arguments[OBJECT_ARGUMENTS] = {0};
    arguments[LIFE_ARGUMENT] = attach_life(kind, memory, &arguments[ATTRIBUTES_ARGUMENT]);
    memset(state, 0, kind->ops->state_bytes);
    kind->ops->init(state, arguments);
}

/* One that nobody has used yet is what its memory says: a first use alone makes no other state. */
static uint32_t state_in_base(struct learner *l, struct object *stub, const struct attachment *kind)
{
    uint8_t memory[ATTACHED_BYTES_MAX];
    learner_base_read(l, stub->addr, kind->bytes, memory);
    registry_first_state(kind, memory, object_state(stub));
    return registry_state(l, kind->ops, object_state(stub));
}

uint32_t registry_object(struct learner *l, const struct attachment *kind, uint64_t addr)
{
    for (uint32_t i = 1; i < l->objects.count; i++)
        if (l->objects.items[i].kind == kind && l->objects.items[i].stub->addr == addr)
            return i;
    ASSERT_LE(kind->bytes, ATTACHED_BYTES_MAX);
    uint32_t index =
        add(l, kind->ops, addr, (struct learned_object){.kind = kind, .base = BLOB_NONE});
    struct learned_object *o = &l->objects.items[index];
    if (!world_in_heap(addr)) /* in a block it comes and goes */
        o->base = state_in_base(l, o->stub, kind);
    return index;
}

/* Its struct is still there, and it is this object's. */
static bool is_in_memory(const struct learner *l, const struct object *o)
{
    if (o->attachment == NULL || o->destroyed)
        return false;
    if (world_in_heap(o->addr)) {
        uint32_t slot = heap_layout_find(l->heap, o->addr);
        if (!l->heap->slots.items[slot].block.live)
            return false;
    }
    return attach_is_of(o->attachment, (const void *)(uintptr_t)o->addr, o);
}

void registry_take_base(struct learner *l)
{
    const struct machine *m = &l->d->machine;
    for (uint32_t i = 1; i < m->objects.count; i++) {
        const struct object *o = m->objects.items[i];
        if (!is_in_memory(l, o))
            continue;
        uint32_t index = registry_object(l, o->attachment, o->addr);
        l->objects.items[index].base = registry_state(l, o->ops, o->state);
        memcpy(object_state(l->objects.items[index].stub), o->state, o->ops->state_bytes);
    }
}

bool registry_lies_in(const struct learner *l, uint32_t index, uint64_t addr, uint64_t bytes)
{
    const struct learned_object *o = &l->objects.items[index];
    return o->kind && addr < o->stub->addr + o->kind->bytes && o->stub->addr < addr + bytes;
}

uint32_t learner_thread(struct learner *l, task_id slot)
{
    for (uint32_t i = 1; i < l->objects.count; i++)
        if (l->objects.items[i].kind == NULL && l->objects.items[i].slot == slot)
            return i;
    uint32_t index = add(l, &thread_ops, 0, (struct learned_object){.slot = slot, .base = BLOB_NONE});
    struct object *stub = l->objects.items[index].stub;
    const uint64_t arguments[THREAD_ARGUMENTS] = {[THREAD_TASK_ARGUMENT] = slot};
    thread_ops.init(object_state(stub), arguments);
    if (slot == 0)
        l->objects.items[index].base = registry_state(l, &thread_ops, object_state(stub));
    return index;
}
