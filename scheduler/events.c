/* SPDX-License-Identifier: MIT */
#include "scheduler/events.h"

#include "base/check.h"

#include <stddef.h>

#define OBJECT_PLACE (UINT64_C(1) << 63)

event_place event_place_of(const struct op *op)
{
    if (op_is_cell(op))
        return op->addr;
    return op->kind == OP_OBJECT ? OBJECT_PLACE | op->object : EVENT_ANYWHERE;
}

static uint32_t slot_of(event_place place, task_id task)
{
    uint64_t mixed = (place + task * UINT64_C(0xbf58476d1ce4e5b9)) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(mixed >> 32) % (2 * EVENTS_MAX);
}

/* NULL: it is new, and there is no room. */
static struct event_count *events_entry(struct events *events, event_place place, task_id task)
{
    uint32_t slot = slot_of(place, task);
    while (events->slots[slot] != 0) {
        struct event_count *item = &events->items[events->slots[slot] - 1];
        if (item->place == place && item->task == task)
            return item;
        slot = (slot + 1) % (2 * EVENTS_MAX);
    }
    if (events->count == EVENTS_MAX)
        return NULL;
    struct event_count *item = &events->items[events->count++];
    *item = (struct event_count){.place = place, .task = task, .first = TASK_NONE};
    events->slots[slot] = (uint16_t)events->count;
    return item;
}

static void note_use(struct events *events, event_place place, task_id task, bool writes)
{
    struct event_count *use = events_entry(events, place, TASK_NONE);
    if (use == NULL)
        return;
    if (use->first == TASK_NONE)
        use->first = task;
    use->several |= use->first != task;
    use->written |= writes;
    if (use->shared || !use->several || !use->written || events->shared_count == EVENTS_SHARED_MAX)
        return;
    use->shared = true;
    events->shared[events->shared_count++] = place;
}

void events_note(struct events *events, task_id task, const struct op *op)
{
    struct event_count *any = events_entry(events, EVENT_ANYWHERE, task);
    if (any != NULL)
        any->now++;
    event_place place = event_place_of(op);
    if (place == EVENT_ANYWHERE)
        return;
    struct event_count *there = events_entry(events, place, task);
    if (there != NULL)
        there->now++;
    note_use(events, place, task, op->kind == OP_OBJECT || op_may_write(op));
}

void events_fold(struct events *events)
{
    for (uint32_t i = 0; i < events->count; i++) {
        struct event_count *item = &events->items[i];
        if (item->now > item->most)
            item->most = item->now;
        item->now = 0;
    }
}

void events_expect(const struct events *events, event_place place, uint32_t *left)
{
    for (uint32_t i = 0; i < events->count; i++) {
        const struct event_count *item = &events->items[i];
        if (item->place == place && item->task != TASK_NONE)
            left[item->task] = item->most;
    }
}
