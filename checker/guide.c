/* SPDX-License-Identifier: MIT */
#include "checker/guide.h"

#include "base/check.h"

#include <string.h>

struct guide {
    const struct guide_plan *plan; /* borrowed */
    size_t next;                   /* first choice of the plan that is left */
    struct guide_plan happened;
    size_t needed; /* happened[0 .. needed) is not only what would happen without a plan */
    struct guide_cost cost;
};

void guide_plan_copy(struct guide_plan *to, const struct guide_plan *from)
{
    size_t count = from->choices.count;
    vec_reserve(&to->choices, count);
    if (count > 0)
        memcpy(to->choices.items, from->choices.items, count * sizeof *from->choices.items);
    to->choices.count = count;
}

void guide_plan_release(struct guide_plan *plan)
{
    vec_release(&plan->choices);
}

static bool has_task(const struct choice *choice, uint32_t task)
{
    for (uint32_t i = 0; i < choice->count; i++)
        if (choice->enabled[i].task == task)
            return true;
    return false;
}

static void note(struct guide *guide, uint32_t value, enum guide_kind kind, uint32_t unplanned)
{
    vec_push(&guide->happened.choices, (struct guide_choice){value, kind});
    if (value != unplanned)
        guide->needed = guide->happened.choices.count;
}

/* The next choice of the plan that fits this one, skipping those that do not; TASK_NONE if none. */
static task_id planned_task(struct guide *guide, const struct choice *choice)
{
    const struct guide_plan *plan = guide->plan;
    while (guide->next < plan->choices.count) {
        struct guide_choice c = plan->choices.items[guide->next++];
        if (c.kind != GUIDE_ALTERNATIVE && has_task(choice, c.value))
            return (task_id)c.value;
    }
    return TASK_NONE;
}

static bool guide_new_execution(void *self)
{
    (void)self;
    return true;
}

static task_id guide_next_task(void *self, const struct choice *choice)
{
    struct guide *guide = self;
    task_id unplanned = choice->previous_enabled ? choice->previous : choice->enabled[0].task;
    task_id task = planned_task(guide, choice);
    if (task == TASK_NONE)
        task = unplanned;
    note(guide, task, GUIDE_TASK, unplanned);
    guide->cost.switches += task != choice->previous;
    guide->cost.preemptions += choice->previous_enabled && task != choice->previous;
    return task;
}

static uint64_t guide_next_u64(void *self, uint64_t bound)
{
    struct guide *guide = self;
    uint64_t picked = 0;
    if (guide->next < guide->plan->choices.count) {
        struct guide_choice c = guide->plan->choices.items[guide->next];
        if (c.kind != GUIDE_TASK) {
            guide->next++;
            picked = c.value < bound ? c.value : 0;
        }
    }
    note(guide, (uint32_t)picked, GUIDE_ALTERNATIVE, 0);
    guide->cost.alternatives += picked;
    return picked;
}

static void guide_end_execution(void *self, const struct machine *m)
{
    struct guide *guide = self;
    guide->cost.steps = m->steps;
    guide->happened.choices.count = guide->needed;
}

/* Owned by guide_new and guide_free. */
static void guide_fini(void *self)
{
    (void)self;
}

static const struct scheduler_ops guide_ops = {
    .name = "guide",
    .new_execution = guide_new_execution,
    .next_task = guide_next_task,
    .next_u64 = guide_next_u64,
    .end_execution = guide_end_execution,
    .fini = guide_fini,
};

struct guide *guide_new(void)
{
    return memory_new(1, sizeof(struct guide));
}

void guide_free(struct guide *guide)
{
    guide_plan_release(&guide->happened);
    free(guide);
}

void guide_start(struct guide *guide, const struct guide_plan *plan)
{
    ASSERT(plan != &guide->happened);
    guide->plan = plan;
    guide->next = guide->needed = 0;
    vec_clear(&guide->happened.choices);
    guide->cost = (struct guide_cost){0};
}

struct scheduler guide_scheduler(struct guide *guide)
{
    return (struct scheduler){&guide_ops, guide};
}

const struct guide_plan *guide_happened(const struct guide *guide)
{
    return &guide->happened;
}

const struct guide_cost *guide_cost(const struct guide *guide)
{
    return &guide->cost;
}
