/* SPDX-License-Identifier: MIT */
/* The table of objects of an execution; see object.h. */
#include "sim/object.h"

#include "base/check.h"
#include "sim/call.h"
#include "sim/machine.h"

#include <string.h>

struct object *object_get(const struct machine *m, uint32_t id)
{
    return id < m->objects.count ? m->objects.items[id] : NULL;
}

struct object *object_find(struct machine *m, const struct object_ops *ops, const void *addr,
                           const uint32_t *tag)
{
    if ((*tag & OBJECT_TAG_MASK) != OBJECT_TAG)
        return NULL;
    struct object *o = object_get(m, *tag & ~OBJECT_TAG_MASK);
    bool is_it = o && o->ops == ops && o->addr == (uint64_t)(uintptr_t)addr && !o->destroyed;
    return is_it ? o : NULL;
}

static void write_tag(uint32_t *tag, uint32_t value)
{
    if (tag == NULL)
        return;
    cells_poke(tag, sizeof *tag);
    *tag = value;
}

struct object *object_create(struct machine *m, const struct object_ops *ops, void *addr,
                             uint32_t *tag, const uint64_t *arguments, uint64_t pc)
{
    ASSERT_LE(ops->state_bytes, OBJECT_STATE_BYTES_MAX);
    if (m->objects.count >= OBJECTS_MAX)
        call_unsupported(pc, "more than %d synchronisation objects in one execution", OBJECTS_MAX);
    struct object *o = arena_alloc(&m->arena, sizeof *o + ops->state_bytes);
    memset(o, 0, sizeof *o + ops->state_bytes);
    o->ops = ops;
    o->id = (uint32_t)m->objects.count;
    o->addr = (uint64_t)(uintptr_t)addr;
    o->creator = call_task()->id;
    o->created_pc = pc;
    ops->init(object_state(o), arguments);
    vec_push(&m->objects, o);
    write_tag(tag, OBJECT_TAG | o->id);
    return o;
}

void object_destroy(struct machine *m, struct object *object, uint32_t *tag)
{
    (void)m;
    object->destroyed = true;
    write_tag(tag, 0);
}
