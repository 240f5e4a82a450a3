/* SPDX-License-Identifier: MIT */
#include "sim/posix/scratch.h"

#include "base/check.h"
#include "base/memory.h"
#include "sim/call.h"
#include "sim/learn/hooks.h"

#include <string.h>

/* One machine is live in a process (machine.h), so one pool is enough. */
static struct scratch *pool_free, *pool_taken;

enum { SCRATCH_BYTES_MIN = 1024 };

static void list_add(struct scratch **list, struct scratch *buffer)
{
    buffer->next = *list;
    buffer->link = list;
    if (*list != NULL)
        (*list)->link = &buffer->next;
    *list = buffer;
}

static void list_remove(struct scratch *buffer)
{
    *buffer->link = buffer->next;
    if (buffer->next != NULL)
        buffer->next->link = buffer->link;
}

struct allocation {
    size_t bytes;
    struct scratch *result;
};

static void allocate_on_host(void *argument)
{
    struct allocation *a = argument;
    size_t capacity = SCRATCH_BYTES_MIN;
    while (capacity < a->bytes)
        capacity *= 2;
    a->result = memory_new(1, sizeof *a->result + capacity);
    a->result->capacity = capacity;
}

struct scratch *scratch_take(size_t bytes)
{
    if (learning()) /* no image would hold it */
        learn_refuse("a library routine needs much room");
    struct scratch *buffer = pool_free;
    while (buffer != NULL && buffer->capacity < bytes)
        buffer = buffer->next;
    if (buffer != NULL) {
        list_remove(buffer);
    } else {
        struct allocation a = {.bytes = bytes};
        call_on_host(allocate_on_host, &a);
        buffer = a.result;
    }
    list_add(&pool_taken, buffer);
    return buffer;
}

struct scratch *scratch_grow(struct scratch *old, size_t used, size_t bytes)
{
    ASSERT_LE(used, old->capacity);
    struct scratch *larger = scratch_take(bytes);
    memcpy(larger->bytes, old->bytes, used);
    scratch_return(old);
    return larger;
}

void scratch_return(struct scratch *buffer)
{
    if (buffer == NULL)
        return;
    list_remove(buffer);
    list_add(&pool_free, buffer);
}

bool scratch_in_use(void)
{
    return pool_taken != NULL;
}

void scratch_reset(void)
{
    while (pool_taken != NULL)
        scratch_return(pool_taken);
}
