/* SPDX-License-Identifier: MIT */
/* Counts what an inner strategy does, without changing it. */
#include "base/check.h"
#include "scheduler/scheduler.h"

struct counted {
    struct scheduler inner;
    struct scheduler_metrics metrics;
};

static bool counted_new_execution(void *self)
{
    struct counted *counted = self;
    if (!counted->inner.ops->new_execution(counted->inner.self))
        return false;
    counted->metrics.executions++;
    return true;
}

static task_id counted_next_task(void *self, const struct choice *choice)
{
    struct counted *counted = self;
    struct scheduler_metrics *metrics = &counted->metrics;
    task_id task = counted->inner.ops->next_task(counted->inner.self, choice);
    metrics->choices++;
    if (choice->previous_enabled && task != choice->previous && task != TASK_NONE)
        metrics->preemptions++;
    if (choice->count > metrics->enabled_max)
        metrics->enabled_max = choice->count;
    return task;
}

static uint64_t counted_next_u64(void *self, uint64_t bound)
{
    struct counted *counted = self;
    counted->metrics.alternatives++;
    return counted->inner.ops->next_u64(counted->inner.self, bound);
}

static void counted_end_execution(void *self, const struct machine *m)
{
    struct counted *counted = self;
    if (counted->inner.ops->end_execution != NULL)
        counted->inner.ops->end_execution(counted->inner.self, m);
}

static void counted_fini(void *self)
{
    struct counted *counted = self;
    scheduler_release(counted->inner);
    free(counted);
}

static const struct scheduler_ops counted_ops = {
    .name = "metrics",
    .new_execution = counted_new_execution,
    .next_task = counted_next_task,
    .next_u64 = counted_next_u64,
    .end_execution = counted_end_execution,
    .fini = counted_fini,
};

struct scheduler scheduler_with_metrics(struct scheduler inner)
{
    struct counted *counted = memory_new(1, sizeof *counted);
    counted->inner = inner;
    return (struct scheduler){&counted_ops, counted};
}

const struct scheduler_metrics *metrics_of(struct scheduler scheduler)
{
    ASSERT(scheduler.ops == &counted_ops);
    const struct counted *counted = scheduler.self;
    return &counted->metrics;
}
