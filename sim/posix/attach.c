/* SPDX-License-Identifier: MIT */
#include "sim/posix/attach.h"

#include "sim/direct.h"
#include "sim/learn/hooks.h"
#include "sim/world.h"

/*
 * Left in place of the tag of a destroyed object; no tag and no static initialiser looks like this.
 */
enum { DESTROYED_MARK = 0x5ecdead0, NULL_PAGE_BYTES = 4096 };

void attach_check_pointer(const void *pointer, const char *function, uint64_t pc)
{
    if (UNLIKELY((uintptr_t)pointer < NULL_PAGE_BYTES))
        call_report(FINDING_CRASH, SEVERITY_ERROR, pc, "null pointer passed to %s", function);
}

bool attach_is_zeroed(const void *memory, size_t bytes)
{
    const uint8_t *p = memory;
    for (size_t i = 0; i < bytes; i++)
        if (p[i] != 0)
            return false;
    return true;
}

static uint32_t *tag_of(const struct attachment *kind, void *memory)
{
    return (uint32_t *)((uint8_t *)memory + kind->tag_offset);
}

enum life attach_life(const struct attachment *kind, const void *memory, uint64_t *attributes)
{
    uint32_t tag;
    memcpy(&tag, (const uint8_t *)memory + kind->tag_offset, sizeof tag);
    return tag == DESTROYED_MARK ? LIFE_DESTROYED : kind->classify(memory, attributes);
}

bool attach_is_copy(const struct attachment *kind, const void *memory)
{
    uint32_t tag;
    memcpy(&tag, (const uint8_t *)memory + kind->tag_offset, sizeof tag);
    return (tag & OBJECT_TAG_MASK) == OBJECT_TAG;
}

bool attach_is_of(const struct attachment *kind, const void *memory, const struct object *object)
{
    uint32_t tag;
    memcpy(&tag, (const uint8_t *)memory + kind->tag_offset, sizeof tag);
    return tag == (OBJECT_TAG | object->id);
}

static void check_memory(const struct attachment *kind, void *memory, const char *function,
                         uint64_t pc)
{
    uint64_t addr = (uint64_t)(uintptr_t)memory;
    attach_check_pointer(memory, function, pc);
    if (world_in_heap(addr) || !world_has(addr))
        access_validate(direct_running, addr, kind->bytes, true, pc);
}

static struct object *create(const struct attachment *kind, void *memory, enum life life,
                             uint64_t attributes, uint64_t pc)
{
    const uint64_t arguments[OBJECT_ARGUMENTS] = {
        [LIFE_ARGUMENT] = life, [ATTRIBUTES_ARGUMENT] = attributes};
    struct object *object = object_create(call_machine(), kind->ops, memory, tag_of(kind, memory),
                                          arguments, pc);
    object->attachment = kind;
    object->mirror_bytes = kind->mirror_bytes;
    return object;
}

/*
 * A struct that was copied together with its tag.  POSIX leaves its use undefined; in glibc a copy
 * of an object that nobody uses works as a new one.
 */
static struct object *create_copy(const struct attachment *kind, void *memory, const char *function,
                                  uint64_t pc)
{
    call_report(FINDING_MISUSE, SEVERITY_WARNING, pc,
                "%s is given a copy of a %s; only the original may be used", function,
                kind->ops->name);
    uint32_t *tag = tag_of(kind, memory);
    uint64_t attributes = 0;
    cells_poke(tag, sizeof *tag);
    *tag = 0;
    enum life life = kind->classify(memory, &attributes);
    return create(kind, memory, life == LIFE_RAW ? LIFE_READY : life, attributes, pc);
}

struct object *attach(const struct attachment *kind, void *memory, const char *function,
                      uint64_t pc)
{
    check_memory(kind, memory, function, pc);
    if (learning()) {
        learn_own_struct(kind, memory);
        return learn_object(kind, memory, pc);
    }
    uint32_t tag = *tag_of(kind, memory);
    struct object *object = object_find(call_machine(), kind->ops, memory, &tag);
    if (LIKELY(object != NULL))
        return object;
    if ((tag & OBJECT_TAG_MASK) == OBJECT_TAG)
        return create_copy(kind, memory, function, pc);
    uint64_t attributes = 0;
    enum life life = attach_life(kind, memory, &attributes);
    return create(kind, memory, life, attributes, pc);
}

/*
 * On a stack the struct of an earlier call may lie at the same place, tag and all, though its life
 * is over; everywhere else a second initialisation goes to the object that is there.
 */
struct object *attach_to_initialise(const struct attachment *kind, void *memory,
                                    const char *function, uint64_t pc)
{
    check_memory(kind, memory, function, pc);
    if (learning())
        return learn_object(kind, memory, pc);
    const uint32_t *tag = tag_of(kind, memory);
    struct object *object = object_find(call_machine(), kind->ops, memory, tag);
    if (object && !world_in_stacks(object->addr))
        return object;
    uint64_t attributes = 0;
    enum life life = LIFE_RAW;
    if (object == NULL)
        life = kind->classify(memory, &attributes);
    return create(kind, memory, life, attributes, pc);
}

void attach_end(const struct attachment *kind, struct object *object)
{
    if (learning())
        return; /* its state says so */
    uint32_t *tag = tag_of(kind, (void *)(uintptr_t)object->addr);
    object_destroy(call_machine(), object, tag);
    *tag = DESTROYED_MARK;
}
