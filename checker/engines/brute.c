/* SPDX-License-Identifier: MIT */
/*
 * brute: depth-first search over all choices, without any reduction.
 *
 * Guarantee: each complete sequence of choices is executed exactly once.  It is the oracle against
 *            which other engines are tested, so it is kept too simple to be wrong.
 * Bound:     with preemptions_max = c, only executions in which at most c times a task is left that
 *            could go on (Musuvathi and Qadeer, PLDI 2007, docs/references.md [CHESS]).
 * Cost:      time of the number of interleavings, times their length; memory of the choices of
 *            one execution.
 *
 * docs/algorithms/brute.md has the long version.
 */
#include "checker/engines/brute.h"

#include "base/check.h"

/* One choice of the current execution.  Points [0, depth) are on the path. */
struct point {
    uint32_t index; /* of the member that is being tried */
    uint32_t count; /* members to try */
};

struct brute {
    VEC(struct point) points;
    size_t depth;        /* points used by the current execution so far */
    int preemptions_max; /* -1 = unbounded */
    int preemptions;     /* of the current execution so far */
    bool started, pruned, diverged;
};

static bool brute_new_execution(void *self)
{
    struct brute *b = self;
    b->depth = 0;
    b->preemptions = 0;
    if (!b->started) {
        b->started = true;
        return true;
    }
    while (b->points.count > 0 && vec_last(&b->points)->index + 1 >= vec_last(&b->points)->count)
        b->points.count--;
    if (b->points.count == 0 || b->diverged)
        return false;
    vec_last(&b->points)->index++;
    return true;
}

/* The member to take at the next choice, of `count`; UINT32_MAX if it had another count before. */
static uint32_t next_index(struct brute *b, uint32_t count)
{
    if (b->depth == b->points.count)
        vec_push(&b->points, (struct point){.index = 0, .count = count});
    const struct point *point = &b->points.items[b->depth++];
    if (UNLIKELY(point->count != count)) {
        b->diverged = true;
        return UINT32_MAX;
    }
    return point->index;
}

/* Members are numbered: the previous task if it is enabled, then the others by id.  So the first
 * execution has no preemption, and the cheapest are tried first. */
static task_id member(const struct choice *choice, uint32_t index)
{
    if (!choice->previous_enabled)
        return choice->enabled[index].task;
    if (index == 0)
        return choice->previous;
    uint32_t at = 0;
    while (choice->enabled[at].task == choice->previous || --index > 0)
        at++;
    return choice->enabled[at].task;
}

static task_id brute_next_task(void *self, const struct choice *choice)
{
    struct brute *b = self;
    uint32_t count = choice->count;
    if (choice->previous_enabled && b->preemptions == b->preemptions_max) {
        count = 1;
        b->pruned = true;
    }
    uint32_t index = next_index(b, count);
    if (UNLIKELY(index == UINT32_MAX))
        return TASK_NONE;
    task_id task = member(choice, index);
    b->preemptions += choice->previous_enabled && task != choice->previous;
    return task;
}

static uint64_t brute_next_u64(void *self, uint64_t bound)
{
    struct brute *b = self;
    ASSERT_LT(bound, UINT32_MAX);
    uint32_t index = next_index(b, (uint32_t)bound);
    return index == UINT32_MAX ? bound : index; /* bound: gives the execution up */
}

static void brute_end_execution(void *self, const struct machine *m)
{
    struct brute *b = self;
    if (b->depth < b->points.count && !machine_end_is_by_time(m->end))
        b->diverged = true;
}

static void brute_fini(void *self)
{
    struct brute *b = self;
    vec_release(&b->points);
    free(b);
}

static const struct scheduler_ops brute_ops = {
    .name = "brute",
    .new_execution = brute_new_execution,
    .next_task = brute_next_task,
    .next_u64 = brute_next_u64,
    .end_execution = brute_end_execution,
    .fini = brute_fini,
};

struct brute *brute_new(int preemptions_max)
{
    struct brute *b = memory_new(1, sizeof *b);
    b->preemptions_max = preemptions_max;
    return b;
}

struct scheduler brute_scheduler(struct brute *brute)
{
    return (struct scheduler){&brute_ops, brute};
}

void brute_restart(struct brute *brute)
{
    vec_clear(&brute->points);
    brute->started = brute->pruned = brute->diverged = false;
}

bool brute_is_exhausted(const struct brute *brute)
{
    if (!brute->started)
        return false;
    for (size_t i = 0; i < brute->points.count; i++)
        if (brute->points.items[i].index + 1 < brute->points.items[i].count)
            return false;
    return true;
}

bool brute_has_pruned(const struct brute *brute)
{
    return brute->pruned;
}

bool brute_has_diverged(const struct brute *brute)
{
    return brute->diverged;
}
